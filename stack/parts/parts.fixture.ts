/** What can be done to the parts of a real stack, whichever launcher started it: failures are seen, and healings heal. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { LauncherOptions } from '../platform.ts'
import type { Replica, Stack, Topology } from '../stack.ts'

/** Describes the parts of stacks that are started by `start`. */
export function describeParts(start: (topology: Topology, options: LauncherOptions) => Promise<Stack>): void {
  const folder = mkdtempSync(join(tmpdir(), 'parts-test-'))
  const ended: string[] = []
  const interruption = new AbortController()
  let stack: Stack
  beforeAll(async () => {
    const modes = ['memory', 'sticky', 'redis', 'cluster-sync', 'jwt']
    const topology: Topology = { replicas: 3, modes, virtualUsers: { count: 9, password: 'secret' }, links: ['redis'] }
    const onPartEnd = (description: string) => void ended.push(description)
    stack = await start(topology, { logs: folder, onPartEnd, signal: interruption.signal })
  })
  afterAll(async () => {
    await stack?.stop()
    rmSync(folder, { recursive: true })
  })

  const replica = (number: number) => stack.replicas[number - 1] as Replica
  const healthOf = ({ origin }: Replica, timeoutMs = 1000) =>
    fetch(`${origin}/healthz`, { signal: AbortSignal.timeout(timeoutMs) }).then(
      ({ status }) => status,
      (error: Error) => error.name,
    )

  const sendLogin = (origin: string, mode: string, username = 'user-1') =>
    fetch(`${origin}/${mode}/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ username, password: 'secret' }),
    })
  async function logIn(mode: string, user = 'user-1'): Promise<{ cookie: string }> {
    const login = await sendLogin(stack.origin, mode, user)
    const cookie = login.headers.getSetCookie().map((line) => line.split(';')[0])
    expect([login.status, await login.text()]).toEqual([200, expect.any(String)])
    return { cookie: cookie.join('; ') }
  }
  const me = (mode: string, cookie: string) => fetch(`${stack.origin}/${mode}/me`, { headers: { cookie } })

  /** These, and no others, answer twelve requests of nobody, sooner or later: one that has failed is shunned for a second. */
  async function expectAnswers(names: readonly string[], mode = 'memory'): Promise<void> {
    await vi.waitFor(
      async () => {
        const answers = await Promise.all(Array.from({ length: 12 }, () => me(mode, '')))
        expect([...new Set(answers.map(({ headers }) => headers.get('x-replica')))].sort()).toEqual(names)
      },
      { timeout: 10_000, interval: 200 },
    )
  }
  /** Whom a replica knows in the mode that copies sessions. */
  async function peersOf({ statusOrigin }: Replica): Promise<string[]> {
    const { modes } = (await (await fetch(`${statusOrigin}/status`)).json()) as {
      readonly modes: Record<
        string,
        { readonly replication?: { readonly peers: readonly { readonly name: string }[] } }
      >
    }
    return modes['cluster-sync']?.replication?.peers.map(({ name }) => name) ?? []
  }
  const names = (...numbers: number[]) => numbers.map((number) => `replica-${number}`)

  describe('a replica', () => {
    it('that is killed answers nothing, and comes back at the same address without its sessions', async () => {
      const { cookie } = await logIn('sticky')
      const home = stack.replicas.find(({ name }) => cookie.includes(name)) as Replica
      const { origin } = home
      await home.kill()
      expect(await healthOf(home)).toBe('TypeError')
      expect((await me('sticky', cookie)).status).toBe(401) // another one answers, and knows nothing
      await home.start()
      await home.start()
      expect(home.origin).toBe(origin)
      await expectAnswers(names(1, 2, 3))
      expect((await me('sticky', cookie)).status).toBe(401)
    })

    it('that is paused accepts and does not answer, until it is resumed', async () => {
      await replica(2).pause()
      expect(await healthOf(replica(2), 300)).toBe('TimeoutError')
      await replica(2).resume()
      expect(await healthOf(replica(2), 10_000)).toBe(200)
    })

    it('that is back from the dead hears from its peers what was written meanwhile', async () => {
      await replica(3).kill()
      const { cookie } = await logIn('cluster-sync')
      await replica(3).start()
      expect((await fetch(`${replica(3).origin}/cluster-sync/me`, { headers: { cookie } })).status).toBe(200)
    })

    it('that is restarted has the settings it was given meanwhile, for as long as they last', async () => {
      const issuedAtSeconds = async () => {
        const { access_token: token } = (await (await sendLogin(replica(1).origin, 'jwt')).json()) as {
          access_token: string
        }
        return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()).iat as number
      }
      const one = replica(1)
      for (const seconds of [3600, 0]) {
        await one.stop()
        one.configure({ clockOffsetSeconds: seconds })
        await one.start()
        expect(Math.abs((await issuedAtSeconds()) - Date.now() / 1000 - seconds)).toBeLessThan(60)
      }
    })

    it('that is back from a sleep asks its peers what it missed before it refuses whom it does not know', async () => {
      await logIn('cluster-sync') // while all are awake
      await replica(3).pause()
      const cookies: string[] = []
      // The first waits until the sleeper is taken for dead; of the others it is not told.
      for (const user of ['user-2', 'user-3', 'user-4']) {
        const login = await sendLogin(replica(1).origin, 'cluster-sync', user)
        cookies.push(
          login.headers
            .getSetCookie()
            .map((line) => line.split(';')[0])
            .join('; '),
        )
      }
      const waiting = cookies.map((cookie) => fetch(`${replica(3).origin}/cluster-sync/me`, { headers: { cookie } }))
      await new Promise((resolve) => setTimeout(resolve, 200)) // they stand before its door
      await replica(3).resume()
      expect((await Promise.all(waiting)).map(({ status }) => status)).toEqual([200, 200, 200])
    })

    it('is none of the parts that end by themselves when a fault ends it', () => expect(ended).toEqual([]))
  })

  describe('the rotation', () => {
    it('takes in a new replica that knows all sessions, and lets it go again', async () => {
      const { cookie } = await logIn('cluster-sync')
      const fourth = await stack.addReplica()
      expect(fourth.name).toBe('replica-4')
      await expectAnswers(names(1, 2, 3, 4))
      expect((await fetch(`${fourth.origin}/cluster-sync/me`, { headers: { cookie } })).status).toBe(200)
      await stack.removeReplica('replica-4')
      await expectAnswers(names(1, 2, 3))
      expect(await healthOf(fourth)).toBe('TypeError')
      expect(await peersOf(replica(1))).toEqual(names(2, 3))
    })

    it('uses only so many replicas, as a cluster of their own, and then all again, which know what was missed', async () => {
      const all = stack.replicas
      await stack.useReplicas(1)
      expect(stack.replicas).toEqual(all.slice(0, 1))
      await expectAnswers(names(1))
      expect(await Promise.all(all.map(peersOf))).toEqual([[], [], []])
      const { cookie } = await logIn('cluster-sync')
      await stack.useReplicas(2)
      await expectAnswers(names(1, 2))
      expect(await Promise.all(all.map(peersOf))).toEqual([names(2), names(1), []])
      await stack.useReplicas(3)
      expect(stack.replicas).toEqual(all)
      await expectAnswers(names(1, 2, 3))
      for (const { origin } of all)
        expect((await fetch(`${origin}/cluster-sync/me`, { headers: { cookie } })).status).toBe(200)
    })

    it('drains a replica: nobody new comes, those bound to it still do', async () => {
      const { cookie } = await logIn('sticky')
      const [home = ''] = names(1, 2, 3).filter((name) => cookie.includes(name))
      await stack.drain(home, true)
      await expectAnswers(names(1, 2, 3).filter((name) => name !== home))
      await expectAnswers(
        names(1, 2, 3).filter((name) => name !== home),
        'sticky',
      )
      expect((await me('sticky', cookie)).status).toBe(200)
      await stack.drain(home, false)
      await expectAnswers(names(1, 2, 3), 'sticky')
    })

    it('is as it was after a reload', async () => {
      await stack.reloadLoadBalancer()
      await expectAnswers(names(1, 2, 3))
    })
  })

  describe('Redis', () => {
    it('that is killed is an outage, and has all sessions when it is back', async () => {
      const { cookie } = await logIn('redis')
      await stack.redis?.kill()
      expect((await me('redis', cookie)).status).toBe(503)
      await stack.redis?.start()
      await vi.waitFor(async () => expect((await me('redis', cookie)).status).toBe(200), { timeout: 5000 })
    })

    it('that cannot be reached is an outage, and has all sessions when it can', async () => {
      const { cookie } = await logIn('redis')
      const [link] = stack.links
      await link?.disable()
      expect((await me('redis', cookie)).status).toBe(503)
      await link?.enable()
      await vi.waitFor(async () => expect((await me('redis', cookie)).status).toBe(200), { timeout: 5000 })
    })

    it('that is paused is an outage, and has all sessions when it is resumed', async () => {
      const { cookie } = await logIn('redis')
      await stack.redis?.pause()
      expect((await me('redis', cookie)).status).toBe(503)
      await stack.redis?.resume()
      await vi.waitFor(async () => expect((await me('redis', cookie)).status).toBe(200), { timeout: 5000 })
    })
  })

  describe('a run that is given up', () => {
    it('can still bring back what it has ended', async () => {
      await replica(1).kill()
      await stack.redis?.kill()
      interruption.abort()
      await Promise.all([replica(1).start(), stack.redis?.start()])
      expect(await healthOf(replica(1))).toBe(200)
    })
  })
}
