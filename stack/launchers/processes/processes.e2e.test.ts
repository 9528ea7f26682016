import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Stack, Topology } from '../../stack.ts'
import { findTools, type Tools } from '../../toolchain/toolchain.ts'
import { canListProcesses, descendantsOf, stillRunning } from './process-table.fixture.ts'
import { type ProcessesOptions, startProcesses } from './processes.ts'

const fixture = (name: string) => join(import.meta.dirname, `${name}.fixture.ts`)
const stubReplica = fixture('stub-replica')
const topology: Topology = { replicas: 3, modes: ['memory', 'redis'], virtualUsers: { count: 2, password: 'secret' } }

let tools: Tools
let temporary: string
let logs: string
const stacks: Stack[] = []

async function start(options: Partial<ProcessesOptions> = {}, changes: Partial<Topology> = {}): Promise<Stack> {
  const all = { tools, logs, replicaProgram: stubReplica, ...options }
  const stack = await startProcesses({ ...topology, ...changes }, all)
  stacks.push(stack)
  return stack
}

/** Writes a replica program that does not follow the replica's contract. */
function programOf(text: string): string {
  const path = join(temporary, 'replica.ts')
  writeFileSync(path, text)
  return path
}

/** Run folders in the folder for temporary files. */
const runFolders = () => readdirSync(temporary).filter((name) => name.startsWith('session-lab-'))
const answeringReplica = async (url: string) => (await fetch(url)).headers.get('X-Replica')

beforeAll(async () => {
  tools = await findTools()
})
beforeEach(() => {
  temporary = mkdtempSync(join(tmpdir(), 'processes-test-'))
  logs = join(temporary, 'logs')
  vi.stubEnv('TMPDIR', temporary)
})
afterEach(async () => {
  await Promise.all(stacks.splice(0).map((stack) => stack.stop()))
  vi.unstubAllEnvs()
  rmSync(temporary, { recursive: true, force: true })
})

describe('launcher processes', () => {
  it('serves every mode on all replicas, which also listen on ports of their own', async () => {
    const stack = await start()
    const names = ['replica-1', 'replica-2', 'replica-3']
    for (const mode of topology.modes) {
      const answered = [1, 2, 3].map(() => answeringReplica(`${stack.origin}/${mode}/me`))
      expect((await Promise.all(answered)).sort()).toEqual(names)
    }
    expect(await Promise.all(stack.replicas.map(({ origin }) => answeringReplica(`${origin}/readyz`)))).toEqual(names)
    for (const { statusOrigin } of stack.replicas) expect((await fetch(statusOrigin)).status).toBe(200)
  })

  it("starts the lab's own replicas by default", async () => {
    const stack = await start({ replicaProgram: undefined })
    for (const mode of topology.modes) expect((await fetch(`${stack.origin}/${mode}/me`)).status).toBe(401)
    expect(await answeringReplica(`${stack.origin}/memory/me`)).toMatch(/^replica-[123]$/)
  })

  it("gives replicas their variables and nothing of this process's environment", async () => {
    vi.stubEnv('LAB_STRAY', 'yes')
    const stack = await start()
    const { environment } = (await (await fetch(`${stack.origin}/memory/me`)).json()) as { environment: object }
    expect(environment).toMatchObject({
      LAB_MODES: '{"memory":"memory","redis":"redis"}',
      LAB_REDIS: expect.stringMatching(/^redis:\/\/127\.0\.0\.1:\d+$/),
      LAB_SECRET: expect.stringMatching(/^.{32,}$/),
      LAB_VIRTUAL_USERS: '2',
      LAB_VIRTUAL_PASSWORD: 'secret',
    })
    expect(environment).not.toHaveProperty('LAB_STRAY')
  })

  it('passes on the token settings of the topology, and otherwise only the key', async () => {
    const settings = { tokenTtlSeconds: 2, accessTtlSeconds: 3, clockToleranceSeconds: 0, tokenAlgorithm: 'EdDSA' }
    const passed = []
    for (const changes of [settings, {}]) {
      const stack = await start({}, changes)
      const { environment } = (await (await fetch(`${stack.origin}/memory/me`)).json()) as { environment: object }
      passed.push(Object.entries(environment).filter(([name]) => /_(TTL|TOLERANCE|TOKEN)_/.test(name)))
    }
    expect(Object.fromEntries(passed[0] ?? [])).toEqual({
      LAB_TOKEN_TTL_SECONDS: '2',
      LAB_ACCESS_TTL_SECONDS: '3',
      LAB_CLOCK_TOLERANCE_SECONDS: '0',
      LAB_TOKEN_ALGORITHM: 'EdDSA',
      LAB_TOKEN_KEYS: 'key-1',
    })
    expect(passed[1]).toEqual([['LAB_TOKEN_KEYS', 'key-1']])
  })

  it('starts no Redis where no strategy needs it', async () => {
    const stack = await start({}, { modes: ['memory', 'jwt'] })
    expect(stack.versions).toEqual({ nginx: tools.nginx.version })
    expect(existsSync(join(logs, 'redis-server.log'))).toBe(false)
  })

  it('has every client request and no other in its access log after a flush', async () => {
    const stack = await start()
    await Promise.all(Array.from({ length: 200 }, () => answeringReplica(`${stack.origin}/memory/me`)))
    await stack.flushAccessLog()
    expect(readFileSync(stack.accessLog, 'utf8').trim().split('\n')).toHaveLength(200)
  })

  it('leaves no process and no run folder when stopped, twice', async () => {
    const stack = await start()
    const pids = canListProcesses ? descendantsOf(process.pid) : []
    await stack.stop()
    await stack.stop()
    expect(runFolders()).toEqual([])
    if (canListProcesses) expect(stillRunning(pids)).toEqual(stillRunning(descendantsOf(process.pid)))
    await expect(fetch(stack.origin)).rejects.toThrow('fetch failed')
  })

  it('can run two stacks at once', async () => {
    const [one, other] = await Promise.all([start({ logs: join(logs, '1') }), start({ logs: join(logs, '2') })])
    expect(one.origin).not.toBe(other.origin)
    await one.stop()
    expect(await answeringReplica(`${other.origin}/redis/me`)).toMatch(/^replica-/)
  })

  it('reports a part that ends without having been stopped', async () => {
    const ended: string[] = []
    const stack = await start({ onPartEnd: (description) => void ended.push(description) })
    await fetch(`${stack.replicas[1]?.origin}/exit`).catch(() => {})
    await vi.waitFor(() => expect(ended).toEqual(['replica-2 exited with status 9']))
    await stack.stop()
    expect(ended).toHaveLength(1)
  })

  it('cancels the start when its signal is aborted', async () => {
    const replicaProgram = programOf('setInterval(() => {}, 1000)')
    const started = start({ replicaProgram, signal: AbortSignal.timeout(500) })
    await expect(started).rejects.toThrow('aborted due to timeout')
    expect(runFolders()).toEqual([])
  })
})

describe('launcher processes, where a part fails', () => {
  it('listens on the given port, or fails because it is in use', async () => {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as { port: number }
    await expect(start({ port })).rejects.toMatchObject({ code: 'ERR_PORT_IN_USE' })
    server.close()
    await once(server, 'close')
    expect((await start({ port })).origin).toBe(`http://127.0.0.1:${port}`)
  })

  it('says why a replica does not start, and leaves nothing running', async () => {
    const replicaProgram = programOf("console.error('LAB_SOMETHING is not set'); process.exit(3)")
    const started = start({ replicaProgram })
    await expect(started).rejects.toMatchObject({
      code: 'ERR_PART_FAILED',
      message: expect.stringMatching(
        /^replica-\d does not start: it exited with status 3\..*LAB_SOMETHING is not set$/s,
      ),
    })
    expect(runFolders()).toEqual([])
  })

  it('says that Redis does not start', async () => {
    const redis = { path: '/bin/false', version: '0' }
    await expect(start({ tools: { ...tools, redis } })).rejects.toThrow(
      'redis-server does not start: it exited with status 1. It wrote nothing to its log.',
    )
  })

  it('says that nginx does not start', async () => {
    const nginx = { path: '/nowhere/nginx', version: '1.22.1' }
    await expect(start({ tools: { ...tools, nginx } })).rejects.toThrow('nginx cannot be run: /nowhere/nginx')
  })

  it('starts nothing for an invalid topology', async () => {
    await expect(start({}, { replicas: 65 })).rejects.toMatchObject({ code: 'ERR_BAD_TOPOLOGY' })
    expect(readdirSync(temporary)).toEqual(['logs'])
  })
})

describe.skipIf(!canListProcesses)('launcher processes, when the lab is killed', () => {
  let holder: ChildProcess
  let pids: readonly number[]

  beforeEach(async () => {
    holder = spawn(process.execPath, [fixture('stack-holder')], { stdio: ['ignore', 'pipe', 'inherit'] })
    if (holder.stdout) await once(holder.stdout, 'data')
    pids = descendantsOf(holder.pid ?? 0)
  })

  it.each(['SIGKILL', 'SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    'by %s, leaves no process and no folder',
    async (signal) => {
      expect(pids.length).toBeGreaterThanOrEqual(7) // Redis, 3 replicas, nginx, at least a worker, the reaper.
      const exited = once(holder, 'exit')
      holder.kill(signal)
      expect(await exited).toEqual([null, signal])
      await vi.waitFor(() => expect(stillRunning(pids)).toEqual([]), { timeout: 5000 })
      expect(runFolders()).toEqual([])
    },
  )
})
