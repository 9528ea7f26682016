import { describe, expect, it } from 'vitest'
import type { ClientModel } from '../history.ts'
import { credentialOf, passwordCredential } from './credential.ts'
import { seededRandom } from './random.ts'
import { VirtualUser } from './virtual-user.ts'
import { browse } from './workloads/browse.ts'

const url = 'http://127.0.0.1:8080/memory/me'

function virtualUser(client: ClientModel, seed = 1) {
  let session = 0
  return new VirtualUser({
    name: 'user-1',
    password: 'secret',
    address: '10.0.0.1',
    mode: 'memory',
    credential: credentialOf(client, url),
    workload: browse,
    followUps: 3,
    random: seededRandom(seed),
    nextSession: () => session++,
  })
}

const answer = (status: number, body: object = {}, ...setCookies: string[]) => ({
  status,
  body: JSON.stringify(body),
  setCookies,
})
const cleared = 'sid=; Path=/memory; Expires=Thu, 01 Jan 1970 00:00:00 GMT'

function loggedIn(client: ClientModel) {
  const user = virtualUser(client)
  user.receive(
    user.next(),
    answer(200, { user: { name: 'user-1' } }, 'sid=abc; Path=/memory; HttpOnly', 'route=replica-1; Path=/memory'),
  )
  return user
}

describe('a virtual user', () => {
  it('logs in, takes its steps, and logs in again as a new session', () => {
    const user = virtualUser('frozen')
    const kinds: string[] = []
    const sessions: number[] = []
    for (let turn = 0; turn < 6; turn += 1) {
      const intent = user.next()
      kinds.push(intent.kind)
      sessions.push(intent.session)
      user.receive(intent, answer(200))
    }
    expect(kinds[0]).toBe('login')
    expect(kinds[4]).toBe('login')
    expect(kinds.slice(1, 4).every((kind) => kind === 'me' || kind === 'posts')).toBe(true)
    expect(sessions).toEqual([0, 0, 0, 0, 1, 1])
  })

  it('tries to log in again where the login was refused', () => {
    const user = virtualUser('frozen')
    user.receive(user.next(), answer(503))
    expect(user.midSession).toBe(false)
    expect(user.next().kind).toBe('login')
  })

  it('takes the same steps for the same seed', () => {
    const steps = (seed: number) => {
      const user = virtualUser('frozen', seed)
      return Array.from({ length: 40 }, () => {
        const intent = user.next()
        user.receive(intent, answer(200))
        return intent.kind
      }).join()
    }
    expect(steps(9)).toBe(steps(9))
    expect(steps(9)).not.toBe(steps(10))
  })

  it('tells whom an answer was for, and why it was refused', () => {
    const user = loggedIn('frozen')
    const me = { kind: 'me', session: 0, request: { method: 'GET', path: '/memory/me', headers: {} } }
    expect(user.receive(me, answer(200, { name: 'user-2' }))).toEqual({ identity: 'user-2' })
    expect(user.receive(me, answer(401, { reason: 'expired' }))).toEqual({ reason: 'expired' })
    expect(user.receive(me, { status: 502, body: '<html>', setCookies: [] })).toEqual({})
  })
})

describe('the client models', () => {
  it('a frozen one keeps the credential of its login, whatever is answered', () => {
    const user = loggedIn('frozen')
    user.receive(user.next(), answer(401, {}, cleared))
    expect(user.next().request.headers['cookie']).toBe('sid=abc; route=replica-1')
  })

  it('a browser obeys: a cleared cookie is gone, a new one is sent', () => {
    const user = loggedIn('browser')
    expect(user.next().request.headers['cookie']).toBe('sid=abc; route=replica-1')
    user.receive(user.next(), answer(401, {}, cleared))
    expect(user.next().request.headers['cookie']).toBe('route=replica-1')
  })

  it('a browser sends no cookie of another mode', () => {
    const credential = credentialOf('browser', url)
    credential.issued(answer(200, {}, 'sid=abc; Path=/sticky'), undefined)
    expect(credential.headers()).toEqual({})
  })

  it('both send the token that they were given; only the browser takes a newer one', () => {
    for (const [client, expected] of [
      ['frozen', 'Bearer first'],
      ['browser', 'Bearer second'],
    ] as const) {
      const credential = credentialOf(client, url)
      credential.issued(answer(200), 'first')
      credential.answered(answer(200), 'second')
      expect(credential.headers()['authorization']).toBe(expected)
    }
  })

  it('a password is sent from the first request on', () => {
    expect(passwordCredential('basic-1', 'secret').headers()['authorization']).toBe('Basic YmFzaWMtMTpzZWNyZXQ=')
  })
})
