/** What each policy does with real requests. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type RunningNginx, startNginx } from '../running-nginx.fixture.ts'

let nginx: RunningNginx

beforeAll(async () => {
  nginx = await startNginx([
    { name: 'memory', policy: 'round-robin' },
    { name: 'sticky', policy: 'sticky-cookie' },
    { name: 'memory-sticky-cookie', policy: 'sticky-cookie' },
    { name: 'memory-ip-hash', policy: 'ip-hash' },
  ])
})

afterAll(() => nginx.stop())

beforeEach(() => {
  nginx.seen.length = 0
})

const withRoute = (route: string | null) => ({ headers: { cookie: `route=${route}` } })
const from = (address: string) => ({ headers: { 'x-forwarded-for': address } })

describe('round-robin', () => {
  it('spreads 600 requests evenly', async () => {
    for (let i = 0; i < 600; i++) await nginx.send('/memory/me')
    expect(nginx.countByReplica()).toEqual({ 'replica-1': 200, 'replica-2': 200, 'replica-3': 200 })
  })
})

describe('sticky-cookie', () => {
  it('keeps 600 requests on the replica that answered first, and sets the cookie once', async () => {
    const { replica, cookie } = await nginx.send('/sticky/me')
    expect(cookie).toBe(`route=${replica}; Path=/sticky; HttpOnly; SameSite=Lax`)
    for (let i = 0; i < 600; i++) {
      expect(await nginx.send('/sticky/me', withRoute(replica))).toEqual({ status: 200, replica, cookie: null })
    }
  })

  it('takes turns for those without a cookie, and for those whose cookie names nobody, who get a new one', async () => {
    for (let i = 0; i < 30; i++) await nginx.send('/sticky/me')
    for (let i = 0; i < 30; i++) {
      const { replica, cookie } = await nginx.send('/sticky/me', withRoute('nobody'))
      expect(cookie).toContain(`route=${replica};`)
    }
    expect(nginx.countByReplica()).toEqual({ 'replica-1': 20, 'replica-2': 20, 'replica-3': 20 })
  })

  it.each(['GET', 'POST'])('survives a dead replica: another answers a %s, and the cookie follows', async (method) => {
    await withoutReplica1(async () => {
      const { status, replica, cookie } = await nginx.send('/sticky/me', { method, ...withRoute('replica-1') })
      expect(status).toBe(200)
      expect(replica).toMatch(/^replica-[23]$/)
      expect(cookie).toContain(`route=${replica};`)
    })
  })

  it('does not try a DELETE twice, so the first one after a death fails and the next goes to another', async () => {
    await withoutReplica1(async () => {
      const attempt = () => nginx.send('/sticky/me', { method: 'DELETE', ...withRoute('replica-1') })
      expect(await attempt()).toEqual({ status: 502, reason: 'no-replica', replica: null, cookie: null })
      const { replica, cookie } = await attempt()
      expect(replica).toMatch(/^replica-[23]$/)
      expect(cookie).toContain(`route=${replica};`)
    })
  })

  it('does not mix two modes up', async () => {
    const { replica, cookie } = await nginx.send('/memory-sticky-cookie/me')
    expect(cookie).toBe(`route=${replica}; Path=/memory-sticky-cookie; HttpOnly; SameSite=Lax`)
    for (const name of ['replica-1', 'replica-2', 'replica-3']) {
      expect((await nginx.send('/memory-sticky-cookie/me', withRoute(name))).replica).toBe(name)
      expect((await nginx.send('/sticky/me', withRoute(name))).replica).toBe(name)
    }
  })

  /** Leaves it alive, and known to be so. */
  async function withoutReplica1(act: () => Promise<void>): Promise<void> {
    const [dead] = nginx.replicas
    await dead?.stop()
    await act().finally(() => dead?.start())
    const whoAnswers = async () => (await nginx.send('/sticky/me', withRoute('replica-1'))).replica
    await expect.poll(whoAnswers, { timeout: 5000 }).toBe('replica-1')
  }
})

describe('ip-hash', () => {
  it('sends everybody behind one /24 to one replica', async () => {
    for (let host = 1; host <= 100; host++) await nginx.send('/memory-ip-hash/me', from(`10.1.2.${host}`))
    expect(Object.keys(nginx.countByReplica())).toHaveLength(1)
  })

  it('uses all replicas for users in many networks', async () => {
    for (let net = 0; net < 250; net++) await nginx.send('/memory-ip-hash/me', from(`10.1.${net}.7`))
    const shares = Object.values(nginx.countByReplica())
    expect(shares).toHaveLength(3)
    expect(Math.min(...shares)).toBeGreaterThan(50)
  })
})
