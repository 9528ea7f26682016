import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { startProcesses } from './launchers/processes/processes.ts'
import type { ReplicaHandle, Stack } from './stack.ts'
import { findTools } from './toolchain/toolchain.ts'

const folder = mkdtempSync(join(tmpdir(), 'cluster-test-'))
let stack: Stack
beforeAll(async () => {
  const topology = { replicas: 3, modes: ['cluster', 'cluster-sync'], virtualUsers: { count: 20, password: 'secret' } }
  stack = await startProcesses(topology, { tools: await findTools(), logs: folder })
})
afterAll(async () => {
  await stack.stop()
  rmSync(folder, { recursive: true })
})

interface Status {
  readonly pid: number
  readonly modes: Record<string, { sessions: number; replication: { peers: object[]; lagMs: { max: number } | null } }>
}
const statusOf = async ({ statusOrigin }: ReplicaHandle) =>
  (await (await fetch(`${statusOrigin}/status`)).json()) as Status
const replica = (number: number) => stack.replicas[number - 1] as ReplicaHandle

async function post(origin: string, path: string, body: object, cookie = ''): Promise<Response> {
  const headers = { 'content-type': 'application/json', cookie }
  return fetch(`${origin}${path}`, { method: 'POST', headers, body: JSON.stringify(body) })
}

async function logIn(mode: string, { origin }: ReplicaHandle, user = 'user-1'): Promise<string> {
  const login = await post(origin, `/${mode}/login`, { username: user, password: 'secret' })
  return login.headers.getSetCookie()[0]?.split(';')[0] ?? ''
}
const statusCodeOf = async (mode: string, { origin }: ReplicaHandle, cookie: string) =>
  (await fetch(`${origin}/${mode}/me`, { headers: { cookie } })).status

describe('a cluster of real replicas', () => {
  it('is ready only when every replica is connected to every other', async () => {
    for (const handle of stack.replicas) {
      const others = stack.replicas.filter((other) => other !== handle)
      const peers = others.map(({ name }) => ({ name, connected: true, synchronised: true }))
      const { modes } = await statusOf(handle)
      expect([modes['cluster']?.replication.peers, modes['cluster-sync']?.replication.peers]).toEqual([peers, peers])
    }
  })

  it('knows each login and logout on every replica as soon as it is answered', async () => {
    for (let round = 0; round < 30; round++) {
      const cookie = await logIn('cluster-sync', replica((round % 3) + 1), `user-${(round % 20) + 1}`)
      const codes = () => Promise.all(stack.replicas.map((handle) => statusCodeOf('cluster-sync', handle, cookie)))
      expect(await codes()).toEqual([200, 200, 200])
      await post(replica(((round + 1) % 3) + 1).origin, '/cluster-sync/logout', {}, cookie)
      expect(await codes()).toEqual([401, 401, 401])
    }
    expect((await statusOf(replica(1))).modes['cluster-sync']?.replication.lagMs?.max).toBeGreaterThan(0)
  })

  it.each(['cluster', 'cluster-sync'])(
    '%s loses no item that was acknowledged, though all replicas write at once',
    async (mode) => {
      const cookie = await logIn(mode, replica(1))
      await vi.waitFor(async () => {
        for (const handle of stack.replicas) expect(await statusCodeOf(mode, handle, cookie)).toBe(200)
      })
      const items = Array.from({ length: 90 }, (_, n) => `item-${n}`)
      const added = items.map((item, n) => post(replica((n % 3) + 1).origin, `/${mode}/cart`, { item }, cookie))
      for (const { status } of await Promise.all(added)) expect(status).toBe(200)
      await vi.waitFor(async () => {
        const carts = stack.replicas.map(async ({ origin }) => {
          const answer = await fetch(`${origin}/${mode}/cart`, { headers: { cookie } })
          return ((await answer.json()) as { items: string[] }).items
        })
        const [first, ...others] = await Promise.all(carts)
        expect(first?.toSorted()).toEqual(items.toSorted())
        for (const other of others) expect(other).toEqual(first)
      })
    },
  )

  it('answers while a replica hangs, and that replica has all sessions when it is back', async () => {
    const { pid } = await statusOf(replica(3))
    process.kill(pid, 'SIGSTOP')
    const waits: number[] = []
    const cookies: string[] = []
    try {
      for (let n = 0; n < 5; n++) {
        const startedAt = performance.now()
        cookies.push(await logIn('cluster-sync', replica(1)))
        waits.push(performance.now() - startedAt)
      }
    } finally {
      process.kill(pid, 'SIGCONT')
    }
    expect(waits[0]).toBeGreaterThan(450)
    expect(waits[0]).toBeLessThan(1500)
    // Only the first request waited: after it the replica counts as dead.
    expect(Math.max(...waits.slice(1))).toBeLessThan(400)
    await vi.waitFor(
      async () => {
        for (const cookie of cookies) expect(await statusCodeOf('cluster-sync', replica(3), cookie)).toBe(200)
      },
      { timeout: 10_000 },
    )
  })
})
