/** Each policy with real requests and a real nginx; the sticky policies are in sticky.e2e.test.ts. */
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { nginxKinds, type RunningNginx, startNginx } from '../running-nginx.fixture.ts'

const from = (address: string) => ({ headers: { 'x-forwarded-for': address } })
const withSession = (sid: string) => ({ headers: { cookie: `sid=${sid}` } })
const evenly = { 'replica-1': 200, 'replica-2': 200, 'replica-3': 200 }

describe.for(nginxKinds)('on $kind', ({ binary, isThere }) => {
  describe.skipIf(!isThere)('policy', () => {
    let nginx: RunningNginx

    beforeAll(async () => {
      const policies = ['round-robin', 'least-conn', 'ip-hash', 'hash', 'consistent-hash'] as const
      nginx = await startNginx(
        policies.map((policy) => ({ name: policy, policy })),
        binary,
      )
    })

    afterAll(() => nginx.stop())

    beforeEach(() => {
      nginx.seen.length = 0
    })

    const replicaOf = async (path: string, init?: RequestInit) => (await nginx.send(path, init)).replica

    it('round-robin spreads 600 requests evenly', async () => {
      for (let i = 0; i < 600; i++) await nginx.send('/round-robin/me')
      expect(nginx.countByReplica()).toEqual(evenly)
    })

    it('least-conn avoids busy replicas, and takes turns if none is busy', async () => {
      for (let i = 0; i < 600; i++) await nginx.send('/least-conn/me')
      expect(nginx.countByReplica()).toEqual(evenly)
      nginx.seen.length = 0

      const controller = new AbortController()
      const hanging = [1, 2].map(() => nginx.send('/least-conn/hang', { signal: controller.signal }).catch(() => {}))
      await vi.waitFor(() => expect(nginx.seen).toHaveLength(2))
      const busy = nginx.seen.map(({ replica }) => replica)
      for (let i = 0; i < 60; i++) expect(busy).not.toContain(await replicaOf('/least-conn/me'))
      controller.abort()
      await Promise.all(hanging)
    })

    it('ip-hash sends all clients in one /24 to one replica', async () => {
      for (let host = 1; host <= 100; host++) await nginx.send('/ip-hash/me', from(`10.1.2.${host}`))
      expect(Object.keys(nginx.countByReplica())).toHaveLength(1)
    })

    it('ip-hash uses all replicas for users in many networks', async () => {
      for (let net = 0; net < 250; net++) await nginx.send('/ip-hash/me', from(`10.1.${net}.7`))
      const shares = Object.values(nginx.countByReplica())
      expect(shares).toHaveLength(3)
      expect(Math.min(...shares)).toBeGreaterThan(50)
    })

    it('hash takes turns for clients without a session cookie', async () => {
      for (let i = 0; i < 600; i++) await nginx.send('/hash/login', { method: 'POST' })
      expect(nginx.countByReplica()).toEqual(evenly)
    })

    it('hash keeps each session on one replica; for one session in three that is the replica of its login', async () => {
      const replicas = new Set<string | null>()
      let right = 0
      for (let session = 0; session < 300; session++) {
        const login = await replicaOf('/hash/login', { method: 'POST' })
        const replica = await replicaOf('/hash/me', withSession(`session-${session}`))
        expect(await replicaOf('/hash/me', withSession(`session-${session}`))).toBe(replica)
        replicas.add(replica)
        if (replica === login) right += 1
      }
      expect(replicas.size).toBe(3)
      expect(right).toBeGreaterThan(70)
      expect(right).toBeLessThan(130)
    })

    it('consistent-hash keeps each address on one replica, before and after the login', async () => {
      for (let host = 1; host <= 100; host++) {
        const login = await replicaOf('/consistent-hash/login', { method: 'POST', ...from(`10.1.2.${host}`) })
        expect(await replicaOf('/consistent-hash/me', from(`10.1.2.${host}`))).toBe(login)
      }
    })

    it('consistent-hash distinguishes addresses in one /24', async () => {
      for (let host = 1; host <= 250; host++) await nginx.send('/consistent-hash/me', from(`10.1.2.${host}`))
      const shares = Object.values(nginx.countByReplica())
      expect(shares).toHaveLength(3)
      expect(Math.min(...shares)).toBeGreaterThan(30)
    })
  })
})
