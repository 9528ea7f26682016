/** The contract test of every strategy. What a strategy cannot do is part of the contract. */
import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { createTestReplicas } from '../replica/testing/replica.fixture.ts'
import { cookieOf, logIn, type NamedUser, passwordOf } from './client.fixture.ts'
import { type StrategyName, strategies } from './registry.ts'

/** What a strategy promises beyond its registry entry. */
export interface Promises {
  /** Stores a cart. */
  readonly keepsState: boolean
  /** A logged-out credential is refused. */
  readonly endsCredentials: boolean
  /** A lost role takes effect at once. */
  readonly seesNewRoles: boolean
  /** A credential from before a password change, or of a user disabled since, is refused. Default: `endsCredentials`. */
  readonly endsStolen?: boolean
  /** Returns the address of Redis; called when the tests run. */
  readonly redis?: () => string
}

/** Tests the strategy on two replicas that share a database, each with the strategy as mode `lab`. */
export function testStrategy(name: StrategyName, promises: Promises): void {
  const { credential, sessionLivesIn } = strategies[name]
  const replicas = createTestReplicas()
  let first: FastifyInstance
  let second: FastifyInstance
  const login = (user: NamedUser, headers?: Record<string, string>) => logIn(first, 'lab', credential, user, headers)

  beforeAll(async () => {
    const config = { modes: { lab: name }, redis: promises.redis?.() }
    first = (await replicas.build({ ...config, replica: 'replica-1' })).app
    second = (await replicas.build({ ...config, replica: 'replica-2' })).app
    await replicas.join()
  })
  afterAll(() => replicas.close())

  describe(`strategy ${name}`, () => {
    test('accepts the right password, and returns the user', async () => {
      const alice = await login('alice')
      expect(alice.login.statusCode).toBe(200)
      expect(alice.login.json().user).toEqual({ id: 1, name: 'alice', role: 'user' })
      const issuedBy = credential === 'password' ? null : 'replica-1'
      const me = { id: 1, name: 'alice', role: 'user', issuedBy, servedBy: 'replica-1', version: 0 }
      expect((await alice.get('/me')).json()).toEqual(me)
    })

    test.each([
      ['a wrong password', { username: 'alice', password: 'wrong' }],
      ['an unknown name', { username: 'nobody', password: passwordOf('alice') }],
    ])('refuses %s with 401 bad-credentials', async (_, body) => {
      const response = await first.inject({ method: 'POST', url: '/lab/login', body })
      expect(response.statusCode).toBe(401)
      expect(response.json().reason).toBe('bad-credentials')
      expect(response.headers['set-cookie']).toBeUndefined()
    })

    test('refuses a request without a credential with 401 missing, and issues none', async () => {
      const response = await first.inject('/lab/me')
      expect(response.statusCode).toBe(401)
      expect(response.json().reason).toBe('missing')
      expect(response.headers).toHaveProperty('www-authenticate')
      expect(response.headers).not.toHaveProperty('set-cookie')
    })

    test('refuses a credential that was changed', async () => {
      const alice = await login('alice')
      for (const [header, value] of Object.entries(alice.credential())) {
        // Not one of the last characters: those of a base64url signature may vary without a change of its bytes.
        const changed = `${value.slice(0, -4)}${value.at(-4) === 'A' ? 'B' : 'A'}${value.slice(-3)}`
        const response = await first.inject({ url: '/lab/me', headers: { [header]: changed } })
        expect(response.statusCode).toBe(401)
      }
    })

    test('names the replica in every answer and forbids caching', async () => {
      const alice = await login('alice')
      for (const response of [alice.login, await alice.get('/me'), await alice.get('/nowhere')]) {
        expect(response.headers).toMatchObject({ 'x-replica': 'replica-1', 'cache-control': 'no-store' })
      }
    })

    test('never confuses users in concurrent requests', async () => {
      const users = await Promise.all(
        (['alice', 'bob', 'admin'] as const).map(async (name) => ({ name, client: await login(name) })),
      )
      const asked = Array.from({ length: 8 }, () => users).flat()
      const names = await Promise.all(asked.map(async ({ client }) => (await client.get('/me')).json().name))
      expect(names).toEqual(asked.map(({ name }) => name))
    })

    if (sessionLivesIn === 'replica') {
      test('is not known to another replica, which clears the cookie', async () => {
        const alice = await login('alice')
        const response = await alice.get('/me', second)
        expect(response.statusCode).toBe(401)
        expect(response.json().reason).toBe('unknown-session')
        expect(response.headers['set-cookie']).toMatch(/^sid=;.*Path=\/lab/)
      })
    } else {
      test('is known to another replica', async () => {
        const alice = await login('alice')
        const isKnown = async () =>
          expect((await alice.get('/me', second)).json()).toMatchObject({ name: 'alice', servedBy: 'replica-2' })
        // Copies may arrive later if the answer does not wait for them.
        if (sessionLivesIn === 'every-replica') await vi.waitFor(isKnown)
        else await isKnown()
      })
    }

    if (promises.keepsState) {
      test('keeps the items of the cart in order and counts the writes', async () => {
        const alice = await login('alice')
        expect((await alice.get('/cart')).json()).toEqual({ items: [], version: 0 })
        await alice.send('POST', '/cart', { item: 'apple' })
        expect((await alice.send('POST', '/cart', { item: 'pear' })).json()).toMatchObject({ version: 2 })
        expect((await alice.get('/cart')).json()).toEqual({ items: ['apple', 'pear'], version: 2 })
        expect((await alice.get('/me')).json().version).toBe(2)
      })
    } else {
      test('has no session state', async () => {
        const alice = await login('alice')
        for (const response of [await alice.get('/cart'), await alice.send('POST', '/cart', { item: 'apple' })]) {
          expect(response.statusCode).toBe(501)
          expect(response.json().reason).toBe('no-session-state')
        }
      })
    }

    const afterLogout = promises.endsCredentials ? 401 : 200
    test(`answers ${afterLogout} to a copy of the credential that was logged out`, async () => {
      const alice = await login('alice')
      const elsewhere = await login('alice')
      expect((await alice.send('POST', '/logout')).statusCode).toBe(204)
      expect((await alice.get('/me')).statusCode).toBe(afterLogout)
      expect((await elsewhere.get('/me')).statusCode).toBe(200)
    })

    test(`answers ${afterLogout} to every credential after logout-all, and leaves other users alone`, async () => {
      const [alice, elsewhere, bob] = [await login('alice'), await login('alice'), await login('bob')]
      expect((await alice.send('POST', '/logout-all')).statusCode).toBe(204)
      expect((await alice.get('/me')).statusCode).toBe(afterLogout)
      expect((await elsewhere.get('/me')).statusCode).toBe(afterLogout)
      expect((await bob.get('/me')).statusCode).toBe(200)
    })

    const stolen = (promises.endsStolen ?? promises.endsCredentials) ? 401 : 200
    test(`answers ${stolen} to a copy of the credential after a password change, and issues a new one`, async () => {
      const [alice, elsewhere, bob] = [await login('alice'), await login('alice'), await login('bob')]
      const copy = alice.credential()
      const change = (current: string, password: string, by = alice) =>
        by.send('POST', '/password', { current, password })
      expect((await change('wrong', 'new')).json().reason).toBe('wrong-password')
      const changed = await change(passwordOf('alice'), 'new')
      expect(changed.json().user).toEqual({ id: 1, name: 'alice', role: 'user' })
      expect((await first.inject({ url: '/lab/me', headers: copy })).statusCode).toBe(stolen)
      expect((await elsewhere.get('/me')).statusCode).toBe(stolen)
      expect((await bob.get('/me')).statusCode).toBe(200)
      const isOld = await first.inject({
        method: 'POST',
        url: '/lab/login',
        body: { username: 'alice', password: passwordOf('alice') },
      })
      expect(isOld.statusCode).toBe(401)
      const renewed = await logIn(first, 'lab', credential, 'alice', {}, 'new')
      expect((await renewed.get('/me')).json().name).toBe('alice')
      if (credential !== 'password') {
        const headers = credential === 'token' ? alice.credential() : { cookie: cookieOf(changed) }
        expect((await first.inject({ url: '/lab/me', headers })).json().name).toBe('alice')
      }
      expect((await change('new', passwordOf('alice'), renewed)).statusCode).toBe(200)
    })

    test(`answers ${stolen} to a disabled user, refuses its logins, and accepts them again once it is enabled`, async () => {
      const [admin, bob] = [await login('admin'), await login('bob')]
      const disable = (disabled: boolean) => admin.send('PUT', '/admin/users/2/disabled', { disabled })
      expect((await disable(true)).json()).toEqual({ id: 2, name: 'bob', role: 'user' })
      expect((await bob.get('/me')).statusCode).toBe(stolen)
      expect((await bob.get('/me', second)).statusCode).toBe(sessionLivesIn === 'replica' ? 401 : stolen)
      expect((await login('bob')).login.json().reason).toBe('bad-credentials')
      await disable(false)
      expect((await login('bob')).login.statusCode).toBe(200)
    })

    test(`${promises.seesNewRoles ? 'sees' : 'does not see'} the loss of a role`, async () => {
      const [admin, bob] = [await login('admin'), await login('bob')]
      const setRole = (role: string) => admin.send('PUT', '/admin/users/2/role', { role })
      expect((await setRole('admin')).json()).toEqual({ id: 2, name: 'bob', role: 'admin' })
      expect((await bob.get('/admin/users')).statusCode).toBe(promises.seesNewRoles ? 200 : 403)
      await setRole('user')
      expect((await bob.get('/admin/users')).statusCode).toBe(403)
    })
  })
}
