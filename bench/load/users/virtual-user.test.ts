import { describe, expect, it } from 'vitest'
import type { ClientModel } from '../../history/operation.ts'
import { seededRandom } from '../../random.ts'
import { browse } from '../workloads/browse.ts'
import { cart } from '../workloads/cart.ts'
import { logout } from '../workloads/logout.ts'
import { logoutRace } from '../workloads/logout-race.ts'
import { credentialOf, passwordCredential } from './credential.ts'
import { type Intent, VirtualUser, type VirtualUserOptions } from './virtual-user.ts'

const url = 'http://127.0.0.1:8080/memory/me'

function virtualUser(client: ClientModel, seed = 1, changes: Partial<VirtualUserOptions> = {}) {
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
    concurrency: 1,
    nextSession: () => session++,
    nowMicros: () => 0,
    ...changes,
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

  it('continues after a refusal, or logs in again if configured to', () => {
    const kindsAfterRefusal = (logsInAgain: boolean) => {
      const user = virtualUser('frozen', 1, { logsInAgain })
      user.receive(user.next(), answer(200))
      const refused = user.next()
      user.done(refused)
      user.receive(refused, answer(401, { reason: 'unknown-session' }))
      return [user.midSession, user.next().kind === 'login']
    }
    expect(kindsAfterRefusal(false)).toEqual([true, false])
    expect(kindsAfterRefusal(true)).toEqual([false, true])
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

  it('records the user that an answer names, and the reason for a refusal', () => {
    const user = loggedIn('frozen')
    const me = { kind: 'me', user: 'user-1', session: 0, request: { method: 'GET', path: '/memory/me', headers: {} } }
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

  it('a browser ignores a cookie of more than 4,096 bytes and sends the old one, a frozen client keeps it', () => {
    const setCookie = (bytes: number) => `sid=${'x'.repeat(bytes - 'sid'.length)}; Path=/memory`
    const answer = (bytes: number) => ({ status: 200, setCookies: [setCookie(bytes)], body: '' })
    const browser = credentialOf('browser', url)
    browser.issued(answer(4_096), undefined)
    expect(browser.headers()['cookie']).toHaveLength(4_097)
    browser.answered(answer(4_097), undefined)
    expect(browser.headers()['cookie']).toHaveLength(4_097)
    browser.issued(answer(4_097), undefined)
    expect(browser.headers()).toEqual({})
    const frozen = credentialOf('frozen', url)
    frozen.issued(answer(4_097), undefined)
    expect(frozen.headers()['cookie']).toHaveLength(4_098)
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

/** Follows one session to the login of the next, always sending all that is allowed at once; answers come in order. */
function sessionOf(user: VirtualUser, afterEach = () => {}): Intent[][] {
  const rounds: Intent[][] = []
  do {
    const together: Intent[] = []
    while (user.ready) together.push(user.next())
    for (const intent of together) {
      user.receive(intent, answer(200))
      user.done(intent)
      afterEach()
    }
    rounds.push(together)
  } while (user.midSession)
  return rounds
}

const kindsOf = (rounds: Intent[][]) => rounds.map((together) => together.map(({ kind }) => kind))
const itemsOf = (rounds: Intent[][]) => rounds.flat().flatMap(({ step }) => step?.item ?? [])

describe('several requests of one session at once', () => {
  it('are as many as the scenario says; the login, and the next one, wait for all', () => {
    const user = virtualUser('browser', 1, { concurrency: 2 })
    expect(sessionOf(user).map((together) => together.length)).toEqual([1, 2, 1])
    expect(user.ready).toBe(true)
    expect(user.next().kind).toBe('login')
    expect(user.ready).toBe(false)
  })

  it('end, in workload cart, with two reads that wait for all others', () => {
    const rounds = sessionOf(virtualUser('browser', 1, { concurrency: 3, workload: cart, followUps: 5 }))
    expect(rounds.map((together) => together.length)).toEqual([1, 3, 2, 1, 1])
    expect(kindsOf(rounds).slice(-2)).toEqual([['cart'], ['cart']])
  })

  it('lets a user speak again although a request stays unanswered', () => {
    const user = virtualUser('browser', 1, { concurrency: 2 })
    const login = user.next()
    user.receive(login, answer(200))
    user.done(login)
    const [first, second] = [user.next(), user.next()]
    expect(user.ready).toBe(false)
    user.done(second)
    expect(user.ready).toBe(true)
    user.done(first)
  })
})

describe('workload cart', () => {
  const filled = (seed: number) => sessionOf(virtualUser('browser', seed, { workload: cart, followUps: 40 }))

  it('writes items that are unique in the run, and named in the history by a number', () => {
    const writes = filled(1)
      .flat()
      .filter(({ kind }) => kind === 'cart-add')
    expect(writes.length).toBeGreaterThan(10)
    for (const { request, step } of writes) expect(request.body).toBe(`{"item":"user-1.0.${step?.item}"}`)
    expect(new Set(writes.map(({ step }) => step?.item)).size).toBe(writes.length)
  })

  it('takes the same steps for the same seed', () => {
    expect(itemsOf(filled(3))).toEqual(itemsOf(filled(3)))
    expect(itemsOf(filled(3))).not.toEqual(itemsOf(filled(4)))
  })

  it('tells what an answer shows: its own items short, any other as it came', () => {
    const user = virtualUser('browser', 1, { workload: cart })
    const read = {
      kind: 'cart',
      user: 'user-1',
      session: 0,
      request: { method: 'GET', path: '/memory/cart', headers: {} },
    }
    const shown = answer(200, { items: ['user-1.0.4', 'user-2.0.4'], version: 2 })
    expect(user.receive(read, shown)).toEqual({ items: [4, 'user-2.0.4'], version: 2 })
  })
})

describe('workload logout', () => {
  it('logs out during other requests, then sends probes one by one for a while', () => {
    let micros = 0
    const user = virtualUser('frozen', 1, { workload: logout, concurrency: 2, nowMicros: () => micros })
    const kinds = kindsOf(
      sessionOf(user, () => {
        micros += 50_000
      }),
    )
    expect(kinds[2]).toContain('logout')
    expect(kinds[2]).toHaveLength(2)
    expect(kinds.slice(3)).toEqual(Array.from({ length: 5 }, () => ['probe']))
  })

  it('ends also where the logout gets no answer', () => {
    let micros = 0
    const user = virtualUser('frozen', 1, { workload: logout, followUps: 0, nowMicros: () => micros })
    const login = user.next()
    user.receive(login, answer(200))
    user.done(login)
    let turns = 0
    for (; user.midSession && turns < 100; turns += 1) {
      user.done(user.next())
      micros += 100_000
    }
    expect(turns).toBe(4) // the logout, and probes at 100, 200 and 300 ms
  })

  it.each(['frozen', 'browser'] as const)('probes with the old credential, also as a %s', (client) => {
    const user = virtualUser(client, 1, { workload: logout, followUps: 0 })
    const login = user.next()
    user.receive(login, answer(200, {}, 'sid=abc; Path=/memory'))
    user.done(login)
    const end = user.next()
    user.receive(end, answer(204, {}, cleared))
    user.done(end)
    const probe = user.next()
    expect(probe.kind).toBe('probe')
    expect(probe.request.headers['cookie']).toBe('sid=abc')
  })
})

describe('workload logout-race', () => {
  it('logs out among writes, one of which goes out with the old credential even if the answer comes first', () => {
    let micros = 0
    const nowMicros = () => {
      micros += 60_000
      return micros
    }
    const options = { workload: logoutRace, followUps: 4, concurrency: 2, nowMicros }
    const rounds = sessionOf(virtualUser('browser', 1, options))
    expect(kindsOf(rounds).slice(0, 4)).toEqual([
      ['login'],
      ['cart-add', 'cart-add'],
      ['cart-add', 'logout'],
      ['cart-add'],
    ])
    expect(rounds[3]?.[0]?.step?.credential).toBe('ended')
  })
})
