/** Both sticky policies with real requests: they differ only in when they set their cookie. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { nginxKinds, policiesOf, type RunningNginx, startNginx } from '../running-nginx.fixture.ts'

const stickyPolicies = {
  'sticky-cookie': {
    cookie: (mode: string, replica: string | null) => `route=${replica}; Path=/${mode}; HttpOnly; SameSite=Lax`,
    /** Whether a response sets the cookie again if the client already has it. */
    repeats: false,
  },
  'sticky-native': {
    cookie: (mode: string, replica: string | null) => `route=${replica}; httponly; samesite=lax; path=/${mode}`,
    repeats: true,
  },
} as const

const kinds = await Promise.all(
  nginxKinds.map(async (kind) => ({ ...kind, understands: await policiesOf(kind.isThere ? kind.binary : undefined) })),
)
const cases = kinds.flatMap(({ kind, binary, isThere, understands }) =>
  (Object.keys(stickyPolicies) as (keyof typeof stickyPolicies)[]).map((policy) => ({
    ...stickyPolicies[policy],
    policy,
    kind,
    binary,
    canRun: isThere && understands.includes(policy),
  })),
)

const withRoute = (route: string | null) => ({ headers: { cookie: `route=${route}` } })

describe.for(cases)('$policy on $kind', ({ policy, cookie: cookieOf, repeats, binary, canRun }) => {
  describe.skipIf(!canRun)('sticky', () => {
    let nginx: RunningNginx

    beforeAll(async () => {
      const modes = ['sticky', 'memory-sticky'].map((name) => ({ name, policy }))
      nginx = await startNginx(modes, binary)
    })

    afterAll(() => nginx.stop())

    beforeEach(() => {
      nginx.seen.length = 0
    })

    it('keeps 600 requests on the replica that answered first', async () => {
      const { replica, cookie } = await nginx.send('/sticky/me')
      expect(cookie).toBe(cookieOf('sticky', replica))
      const again = { status: 200, replica, cookie: repeats ? cookie : null }
      for (let i = 0; i < 600; i++) expect(await nginx.send('/sticky/me', withRoute(replica))).toEqual(again)
    })

    it('takes turns for clients without a cookie, and replaces a cookie with an unknown name', async () => {
      for (let i = 0; i < 30; i++) await nginx.send('/sticky/me')
      for (let i = 0; i < 30; i++) {
        const { replica, cookie } = await nginx.send('/sticky/me', withRoute('nobody'))
        expect(cookie).toBe(cookieOf('sticky', replica))
      }
      expect(nginx.countByReplica()).toEqual({ 'replica-1': 20, 'replica-2': 20, 'replica-3': 20 })
    })

    it.each(['GET', 'POST'])(
      'survives a dead replica: another one answers a %s, and the cookie changes to it',
      async (method) => {
        await withoutReplica1(async () => {
          const { status, replica, cookie } = await nginx.send('/sticky/me', { method, ...withRoute('replica-1') })
          expect(status).toBe(200)
          expect(replica).toMatch(/^replica-[23]$/)
          expect(cookie).toBe(cookieOf('sticky', replica))
        })
      },
    )

    it('does not retry a DELETE: the first one after a replica’s death fails, and the next goes to another replica', async () => {
      await withoutReplica1(async () => {
        const attempt = () => nginx.send('/sticky/me', { method: 'DELETE', ...withRoute('replica-1') })
        expect(await attempt()).toMatchObject({ status: 502, reason: 'no-replica', replica: null })
        const { replica, cookie } = await attempt()
        expect(replica).toMatch(/^replica-[23]$/)
        expect(cookie).toBe(cookieOf('sticky', replica))
      })
    })

    it('keeps the cookies of two modes apart', async () => {
      const { replica, cookie } = await nginx.send('/memory-sticky/me')
      expect(cookie).toBe(cookieOf('memory-sticky', replica))
      for (const name of ['replica-1', 'replica-2', 'replica-3']) {
        expect((await nginx.send('/memory-sticky/me', withRoute(name))).replica).toBe(name)
        expect((await nginx.send('/sticky/me', withRoute(name))).replica).toBe(name)
      }
    })

    /** Runs `act` while replica-1 is stopped, then restarts it and waits until nginx uses it again. */
    async function withoutReplica1(act: () => Promise<void>): Promise<void> {
      const [dead] = nginx.replicas
      await dead?.stop()
      await act().finally(() => dead?.start())
      const answeringReplica = async () => (await nginx.send('/sticky/me', withRoute('replica-1'))).replica
      await expect.poll(answeringReplica, { timeout: 5000 }).toBe('replica-1')
    }
  })
})
