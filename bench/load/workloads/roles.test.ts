import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../random.ts'
import { credentialOf } from '../users/credential.ts'
import { type Intent, VirtualUser, type VirtualUserOptions } from '../users/virtual-user.ts'
import { logout } from './logout.ts'
import { roles } from './roles.ts'
import type { Workload } from './workload.ts'

const url = 'http://127.0.0.1:8080/redis/me'
const stepMs = 10

/** A user whose requests are answered after 10 ms; each login's token contains the account's name and a serial number. */
function life(workload: Workload, seed: number, changes: Partial<VirtualUserOptions> = {}): Intent[][] {
  let [micros, logins] = [0, 0]
  const account = (name: string) => ({ name, password: 'secret', credential: credentialOf('browser', url) })
  const user = new VirtualUser({
    ...account('user-1'),
    admin: account('admin-1'),
    address: '10.0.0.1',
    mode: 'redis',
    workload,
    followUps: 3,
    probeMs: 50,
    random: seededRandom(seed),
    concurrency: 2,
    nextSession: () => logins,
    nowMicros: () => micros,
    ...changes,
  })
  const sessions: Intent[][] = []
  while (sessions.length < 4 || user.midSession) {
    const intent = user.next()
    if (intent.kind === 'login' && intent.step === undefined) sessions.push([])
    sessions.at(-1)?.push(intent)
    micros += stepMs * 1_000
    if (intent.kind === 'login') logins += 1
    const body = intent.kind === 'login' ? { user: { id: 7 }, access_token: `${intent.user}, login ${logins}` } : {}
    user.receive(intent, { status: 200, body: JSON.stringify(body), setCookies: [] })
    user.done(intent)
  }
  return sessions
}

const wordsOf = (session: readonly Intent[] = []) =>
  session.map(({ kind, step }) => (step?.by ? `admin: ${kind}` : kind))

describe('workload roles', () => {
  const [first = [], second = [], third = []] = life(roles, 1)

  it('starts without the role; the admin user grants the role admin for the next login', () => {
    expect(wordsOf(first)).toEqual(['login', 'me', 'me', 'me', 'admin: login', 'admin: promote'])
  })

  it('uses the page for admins until the admin user revokes the role; retries for a while; then the role is granted again', () => {
    const words = wordsOf(second)
    expect(words.slice(0, 4).every((kind) => ['login', 'me', 'admin'].includes(kind))).toBe(true)
    expect(words.slice(4, 6)).toEqual(['admin: login', 'admin: demote'])
    expect(words.slice(6, -2)).toEqual(Array.from({ length: 6 }, () => 'admin-probe'))
    expect(words.slice(-2)).toEqual(['admin: login', 'admin: promote'])
    expect(wordsOf(third).slice(4, 6)).toEqual(['admin: login', 'admin: demote'])
  })

  it('changes only the role of its own user, by id, with the credential of the admin user', () => {
    const changes = [...first, ...second].filter(({ step }) => step?.subject !== undefined)
    expect(changes.map(({ kind, request }) => [kind, request.method, request.path, request.body])).toEqual([
      ['promote', 'PUT', '/redis/admin/users/7/role', '{"role":"admin"}'],
      ['demote', 'PUT', '/redis/admin/users/7/role', '{"role":"user"}'],
      ['promote', 'PUT', '/redis/admin/users/7/role', '{"role":"admin"}'],
    ])
    for (const { user, step, request } of changes) {
      expect([user, step?.subject]).toEqual(['admin-1', 'user-1'])
      expect(request.headers['authorization']).toMatch(/^Bearer admin-1, login \d+$/)
    }
  })

  it('retries with the credential of its own login, and the admin user has separate sessions', () => {
    const probes = second.filter(({ kind }) => kind === 'admin-probe')
    expect(probes.length).toBeGreaterThan(1)
    for (const { user, session, request } of probes) {
      expect([user, session]).toEqual(['user-1', second[0]?.session])
      expect(request.headers['authorization']).toBe('Bearer user-1, login 3')
    }
    const ofAdmin = second.filter(({ user }) => user === 'admin-1')
    expect(ofAdmin[0]?.session).toBe(ofAdmin[1]?.session)
    expect(new Set(ofAdmin.map(({ session }) => session)).size).toBe(2)
    expect(ofAdmin.map(({ session }) => session)).not.toContain(second[0]?.session)
  })
})

describe('an end at a random moment', () => {
  /** How long the sessions of 200 users lasted, in ms. */
  const moments = (workload: Workload, end: string, session: number) =>
    Array.from({ length: 200 }, (_, seed) => {
      const kinds = wordsOf(life(workload, seed, { endsWithinMs: 2_000 })[session])
      return (kinds.includes(end) ? kinds.indexOf(end) : kinds.length) * stepMs
    })

  it.each([
    ['logout', logout, 'logout'],
    ['roles', roles, 'admin: login'],
  ] as const)(
    'comes in workload %s at any moment alike, after a first session of up to a second',
    (_, workload, end) => {
      for (const [session, withinMs] of [
        [0, 1_000],
        [1, 2_000],
        [2, 2_000],
      ] as const) {
        const found = moments(workload, end, session).toSorted((a, b) => a - b)
        expect(found.at(-1)).toBeLessThan(withinMs + 5 * stepMs)
        for (const share of [0.25, 0.5, 0.75]) {
          const quantile = found[Math.floor(share * found.length)] ?? Number.NaN
          expect(Math.abs(quantile / withinMs - share), `${session}: ${share}`).toBeLessThan(0.12)
        }
      }
    },
  )

  it('sends no logout in the first session of workload logout, so that no check covers that session', () => {
    const [first, second] = life(logout, 1, { endsWithinMs: 200 })
    expect(wordsOf(first)).not.toContain('logout')
    expect(wordsOf(second).filter((kind) => kind === 'logout')).toHaveLength(1)
  })

  it('sends probes for as long as the scenario sets', () => {
    for (const [probeMs, probes] of [
      [0, 1],
      [50, 6],
      [200, 21],
    ] as const) {
      const kinds = wordsOf(life(logout, 1, { probeMs })[1])
      expect(kinds.filter((kind) => kind === 'probe')).toHaveLength(probes)
    }
  })
})
