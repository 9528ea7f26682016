import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../random.ts'
import { passwordCredential } from '../users/credential.ts'
import { type Intent, VirtualUser } from '../users/virtual-user.ts'
import { remedies } from './operation-kinds.ts'
import { theft } from './theft.ts'

const stepMs = 10

/** Four sessions of a user that sends its password, by remedy; each request is answered after 10 ms. */
function sessionsByRemedy(): Map<string, Intent[]> {
  let [micros, logins] = [0, 0]
  const account = (name: string) => ({ name, password: 'secret', credential: passwordCredential(name, 'secret') })
  const user = new VirtualUser({
    ...account('user-1'),
    admin: account('admin-1'),
    address: '10.0.0.1',
    mode: 'basic',
    workload: theft,
    followUps: 4,
    probeMs: 50,
    random: seededRandom(1),
    concurrency: 2,
    nextSession: () => logins++,
    nowMicros: () => micros,
  })
  const sessions: Intent[][] = []
  while (sessions.length < 40 || user.midSession) {
    const intent = user.next()
    if (intent.kind === 'login' && intent.step === undefined) sessions.push([])
    sessions.at(-1)?.push(intent)
    micros += stepMs * 1_000
    user.receive(intent, { status: 200, body: JSON.stringify({ user: { id: 7 } }), setCookies: [] })
    user.done(intent)
  }
  return new Map(
    remedies.map((remedy) => [remedy, sessions.find((session) => kindsOf(session).includes(remedy)) ?? []]),
  )
}

const kindsOf = (session: readonly Intent[]) => session.map(({ kind }) => kind)
const secretOf = ({ request }: Intent) =>
  Buffer.from((request.headers['authorization'] ?? '').replace('Basic ', ''), 'base64').toString()

describe('workload theft', () => {
  const sessions = sessionsByRemedy()

  it.each([
    ['logout', ['logout'], []],
    ['logout-all', ['logout-all'], []],
    ['new-password', ['new-password'], ['login', 'old-password']],
    ['disable', ['login', 'disable'], ['login', 'enable']],
  ])('tries %s, then the copied credential for a while, and restores the account', (remedy, before, after) => {
    const kinds = kindsOf(sessions.get(remedy) ?? [])
    expect(kinds.slice(1, 5).every((kind) => kind === 'me' || kind === 'thief')).toBe(true)
    const probes = Array.from({ length: 6 }, () => 'thief')
    expect(kinds.slice(5)).toEqual([...before, ...probes, ...after])
  })

  it('leaves the copied credential with the attacker, while the owner continues with the new password', () => {
    const session = sessions.get('new-password') ?? []
    const end = session.findIndex(({ kind }) => kind === 'new-password')
    expect(end).toBeGreaterThan(0)
    for (const probe of session.slice(end, end + 7)) expect(secretOf(probe)).toBe('user-1:secret')
    const [login, putRight] = session.slice(-2)
    expect(login?.request.body).toBe('{"username":"user-1","password":"secret, anew"}')
    expect(putRight && secretOf(putRight)).toBe('user-1:secret, anew')
    expect(putRight?.request.body).toBe('{"current":"secret, anew","password":"secret"}')
  })

  it('is disabled and enabled by its own admin user, by id', () => {
    const changes = (sessions.get('disable') ?? []).filter(({ step }) => step?.subject !== undefined)
    expect(changes.map(({ user, step, request }) => [user, step?.subject, request.path, request.body])).toEqual([
      ['admin-1', 'user-1', '/basic/admin/users/7/disabled', '{"disabled":true}'],
      ['admin-1', 'user-1', '/basic/admin/users/7/disabled', '{"disabled":false}'],
    ])
  })
})
