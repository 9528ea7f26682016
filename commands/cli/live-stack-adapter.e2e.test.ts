/** What the page's buttons do to a real stack where they fail: the page says so, and what can be mended is mended by the next one. */
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type StackWatch, watchStack } from '../../dashboard/server/stack-watch.ts'
import { startProcesses } from '../../stack/launchers/processes/processes.ts'
import type { Stack } from '../../stack/stack.ts'
import { findTools } from '../../stack/toolchain/toolchain.ts'
import { liveStackOf } from './live-stack-adapter.ts'

let logs: string
let stack: Stack
let watch: StackWatch
beforeAll(async () => {
  logs = mkdtempSync(join(tmpdir(), 'live-stack-test-'))
  const topology = { replicas: 1, modes: ['memory'], virtualUsers: { count: 1, password: 'secret' } }
  stack = await startProcesses(topology, { tools: await findTools(), logs })
  watch = watchStack(liveStackOf(() => stack, 1))
})
afterAll(async () => {
  await stack?.stop()
  rmSync(logs, { recursive: true, force: true })
})

const first = async () => (await watch.poll()).replicas[0]
const askThroughNginx = async () => (await fetch(`${stack.origin}/memory/me`)).status

/** Somebody else has the replica's port. */
async function takePort(): Promise<Server> {
  const { hostname, port } = new URL(stack.replicas[0]?.origin as string)
  const server = createServer((socket) => socket.destroy())
  server.listen(Number(port), hostname)
  await once(server, 'listening')
  return server
}

/** The replica dies without anybody having asked for it; its port is somebody else's. */
async function dieOf(pid: number): Promise<Server> {
  process.kill(pid, 'SIGKILL')
  await expect.poll(async () => (await first())?.state).toBe('silent')
  return takePort()
}

describe('a button that fails', () => {
  it('leaves a replica down whose restart finds its port taken; it starts once that is free', async () => {
    const stranger = await dieOf((await first())?.pid as number)
    await expect(watch.act({ verb: 'restart', replica: 'replica-1' })).rejects.toThrow(/replica-1/)
    expect((await first())?.state).toBe('down')
    await expect(watch.act({ verb: 'start', replica: 'replica-1' })).rejects.toThrow(/replica-1/)
    expect((await first())?.state).toBe('down')
    stranger.close()
    await watch.act({ verb: 'start', replica: 'replica-1' })
    expect((await first())?.state).toBe('up')
    await expect.poll(askThroughNginx).toBe(401)
  })

  it('leaves nothing behind that `restore` could not mend', async () => {
    const stranger = await dieOf((await first())?.pid as number)
    await expect(watch.act({ verb: 'restart', replica: 'replica-1' })).rejects.toThrow()
    stranger.close()
    await watch.act({ verb: 'restore' })
    expect((await first())?.state).toBe('up')
    await expect.poll(askThroughNginx).toBe(401)
  })
})
