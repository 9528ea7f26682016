/** A real redis-server for tests: on its own unix socket, without persistence. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { toolEnvironment } from '../../../stack/toolchain/tool.ts'
import { findTools } from '../../../stack/toolchain/toolchain.ts'

/** A Redis that tests can kill and pause. */
export interface TestRedis {
  /** Path of its socket. */
  readonly address: string
  start(): Promise<void>
  /** Kills it; its data is lost. */
  kill(): Promise<void>
  /** Pauses it (`SIGSTOP`) or resumes it (`SIGCONT`). */
  signal(signal: 'SIGSTOP' | 'SIGCONT'): void
  close(): Promise<void>
}

/** Starts a Redis, with the machine's own binary or a downloaded one. */
export async function startTestRedis(): Promise<TestRedis> {
  const { redis } = await findTools()
  const folder = mkdtempSync(join(tmpdir(), 'lab-redis-'))
  const address = join(folder, 'redis.sock')
  let server: ChildProcess | undefined
  async function start(): Promise<void> {
    const options = ['--port', '0', '--unixsocket', address, '--save', '', '--dir', folder]
    server = spawn(redis.path, options, { stdio: 'ignore', env: { ...process.env, ...toolEnvironment(redis) } })
    while (!(await accepts(address))) await sleep(10)
  }
  async function kill(): Promise<void> {
    if (!server || server.exitCode !== null || server.signalCode !== null) return
    const ended = once(server, 'exit')
    server.kill('SIGKILL')
    await ended
  }
  await start()
  return {
    address,
    start,
    kill,
    signal: (signal) => void server?.kill(signal),
    close: async () => {
      await kill()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function accepts(address: string): Promise<boolean> {
  const socket = connect(address)
  try {
    await once(socket, 'connect')
    return true
  } catch {
    return false
  } finally {
    socket.destroy()
  }
}
