/** Tests of what faults do to the parts of a real stack, the same for every launcher. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { LauncherOptions } from '../platform.ts'
import type { Replica, Stack, Topology } from '../stack.ts'

/** Describes the parts of a stack that `start` starts. */
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

  /** Waits until exactly these replicas answer twelve requests without a cookie; nginx avoids a failed replica for a second. */
  async function expectAnswers(names: readonly string[], mode = 'memory'): Promise<void> {
    await vi.waitFor(
      async () => {
        const answers = await Promise.all(Array.from({ length: 12 }, () => me(mode, '')))
        expect([...new Set(answers.map(({ headers }) => headers.get('x-replica')))].sort()).toEqual(names)
      },
      { timeout: 10_000, interval: 200 },
    )
  }
  /** The peers of a replica in the mode cluster-sync. */
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
    it('that is killed does not answer, and restarts at the same address without its sessions', async () => {
      const { cookie } = await logIn('sticky')
      const home = stack.replicas.find(({ name }) => cookie.includes(name)) as Replica
      const { origin } = home
      await home.kill()
      expect(await healthOf(home)).toBe('TypeError')
      expect((await me('sticky', cookie)).status).toBe(401) // Another replica answers and does not know the session.
      await home.start()
      await home.start()
      expect(home.origin).toBe(origin)
      await expectAnswers(names(1, 2, 3))
      expect((await me('sticky', cookie)).status).toBe(401)
    })

    it('that is paused accepts connections but does not answer until it is resumed', async () => {
      await replica(2).pause()
      expect(await healthOf(replica(2), 300)).toBe('TimeoutError')
      await replica(2).resume()
      expect(await healthOf(replica(2), 10_000)).toBe(200)
    })

    it('that restarts gets from its peers the sessions that were written meanwhile', async () => {
      await replica(3).kill()
      const { cookie } = await logIn('cluster-sync')
      await replica(3).start()
      expect((await fetch(`${replica(3).origin}/cluster-sync/me`, { headers: { cookie } })).status).toBe(200)
    })

    it('uses changed settings from its next start on', async () => {
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

    it('that resumes asks its peers for missed sessions before it refuses an unknown one', async () => {
      await logIn('cluster-sync') // While all replicas run.
      await replica(3).pause()
      const cookies: string[] = []
      // The first login waits until the paused replica counts as dead; the later ones are not sent to it.
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
      await new Promise((resolve) => setTimeout(resolve, 200)) // The requests wait in its accept queue.
      await replica(3).resume()
      expect((await Promise.all(waiting)).map(({ status }) => status)).toEqual([200, 200, 200])
    })

    it('that a fault stopped is not reported as an unexpected end', () => expect(ended).toEqual([]))
  })

  describe('the replica set', () => {
    it('adds a replica that knows all sessions, and removes it', async () => {
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

    it('uses only some replicas as a cluster, then all again with every session', async () => {
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

    it('drains a replica: only clients bound to it still reach it', async () => {
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

    it('is unchanged by a reload', async () => {
      await stack.reloadLoadBalancer()
      await expectAnswers(names(1, 2, 3))
    })
  })

  describe('Redis', () => {
    it('that is killed gives 503, and has all sessions after its restart', async () => {
      const { cookie } = await logIn('redis')
      await stack.redis?.kill()
      expect((await me('redis', cookie)).status).toBe(503)
      await stack.redis?.start()
      await vi.waitFor(async () => expect((await me('redis', cookie)).status).toBe(200), { timeout: 5000 })
    })

    it('that is unreachable gives 503, and has all sessions when it is reachable', async () => {
      const { cookie } = await logIn('redis')
      const [link] = stack.links
      await link?.disable()
      expect((await me('redis', cookie)).status).toBe(503)
      await link?.enable()
      await vi.waitFor(async () => expect((await me('redis', cookie)).status).toBe(200), { timeout: 5000 })
    })

    it('that is paused gives 503, and has all sessions when it is resumed', async () => {
      const { cookie } = await logIn('redis')
      await stack.redis?.pause()
      expect((await me('redis', cookie)).status).toBe(503)
      await stack.redis?.resume()
      await vi.waitFor(async () => expect((await me('redis', cookie)).status).toBe(200), { timeout: 5000 })
    })
  })

  describe('a cancelled run', () => {
    it('can still restart the parts that it stopped', async () => {
      await replica(1).kill()
      await stack.redis?.kill()
      interruption.abort()
      await Promise.all([replica(1).start(), stack.redis?.start()])
      expect(await healthOf(replica(1))).toBe(200)
    })
  })
}
