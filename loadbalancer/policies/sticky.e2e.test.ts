/** What both sticky policies do with real requests: the same, but for when they set their cookie. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { nginxKinds, policiesOf, type RunningNginx, startNginx } from '../running-nginx.fixture.ts'

const stickyPolicies = {
  'sticky-cookie': {
    cookie: (mode: string, replica: string | null) => `route=${replica}; Path=/${mode}; HttpOnly; SameSite=Lax`,
    /** Whether an answer sets the cookie that the client has already. */
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

    it('takes turns for those without a cookie, and for those whose cookie names nobody, who get a new one', async () => {
      for (let i = 0; i < 30; i++) await nginx.send('/sticky/me')
      for (let i = 0; i < 30; i++) {
        const { replica, cookie } = await nginx.send('/sticky/me', withRoute('nobody'))
        expect(cookie).toBe(cookieOf('sticky', replica))
      }
      expect(nginx.countByReplica()).toEqual({ 'replica-1': 20, 'replica-2': 20, 'replica-3': 20 })
    })

    it.each(['GET', 'POST'])(
      'survives a dead replica: another answers a %s, and the cookie follows',
      async (method) => {
        await withoutReplica1(async () => {
          const { status, replica, cookie } = await nginx.send('/sticky/me', { method, ...withRoute('replica-1') })
          expect(status).toBe(200)
          expect(replica).toMatch(/^replica-[23]$/)
          expect(cookie).toBe(cookieOf('sticky', replica))
        })
      },
    )

    it('does not try a DELETE twice, so the first one after a death fails and the next goes to another', async () => {
      await withoutReplica1(async () => {
        const attempt = () => nginx.send('/sticky/me', { method: 'DELETE', ...withRoute('replica-1') })
        expect(await attempt()).toMatchObject({ status: 502, reason: 'no-replica', replica: null })
        const { replica, cookie } = await attempt()
        expect(replica).toMatch(/^replica-[23]$/)
        expect(cookie).toBe(cookieOf('sticky', replica))
      })
    })

    it('does not mix two modes up', async () => {
      const { replica, cookie } = await nginx.send('/memory-sticky/me')
      expect(cookie).toBe(cookieOf('memory-sticky', replica))
      for (const name of ['replica-1', 'replica-2', 'replica-3']) {
        expect((await nginx.send('/memory-sticky/me', withRoute(name))).replica).toBe(name)
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
})
