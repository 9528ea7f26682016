import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import { describeParts } from '../../parts/parts.fixture.ts'
import type { Stack, Topology } from '../../stack.ts'
import { type ContainersOptions, startContainers } from './containers.ts'
import { engineFor, listLabResources } from './engine.fixture.ts'
import type { Engine } from './engine.ts'
import { buildImage, images } from './images.ts'

const found = await engineFor('containers.container.test.ts')
const engine = found as Engine

/** Built once for all tests of this file. */
const replicaImage = images.replica
beforeAll(async () => {
  if (found) await buildImage(engine, tmpdir(), new AbortController().signal)
})

describe.skipIf(!found)('launcher containers', () => {
  describeParts((topology, options) => startContainers(topology, { ...options, engine }))
})

const small: Topology = { replicas: 1, modes: ['redis'], virtualUsers: { count: 1, password: 'secret' } }

describe.skipIf(!found)('a stack in containers', () => {
  const ended: string[] = []
  let logs: string
  let stack: Stack
  let port: number
  beforeAll(async () => {
    logs = mkdtempSync(join(tmpdir(), 'containers-test-'))
    port = await freePort()
    const onPartEnd = (description: string) => void ended.push(description)
    stack = await startContainers(
      { ...small, replicas: 2, cpuPerReplica: 0.2 },
      { engine, logs, port, onPartEnd, replicaImage },
    )
  })
  afterAll(async () => {
    await stack?.stop()
    rmSync(logs, { recursive: true })
  })

  it('also listens on the given port', async () => {
    expect((await fetch(`http://127.0.0.1:${port}/redis/me`)).status).toBe(401)
  })

  it('has every client request and no other in its access log after a flush', async () => {
    const { origin, accessLog, flushAccessLog, versions } = stack
    await Promise.all(Array.from({ length: 199 }, () => fetch(`${origin}/redis/me`).then((answer) => answer.text())))
    await flushAccessLog()
    expect(readFileSync(accessLog, 'utf8').trim().split('\n')).toHaveLength(200)
    expect(versions).toEqual({ nginx: expect.stringMatching(/^1\.\d+\.\d+$/), redis: expect.stringMatching(/^8\./) })
  })

  it('runs every part without root, capabilities and privilege escalation', async () => {
    const parts = (await listLabResources(engine, logs)).filter((name) => name.startsWith('/'))
    expect(parts.map((name) => name.replace(/^.*?-[\da-f]{8}-/, '')).sort()).toEqual([
      'nginx',
      'owner',
      'redis',
      'redis-address',
      'replica-1',
      'replica-1-address',
      'replica-2',
      'replica-2-address',
    ])
    for (const name of parts) {
      const { HostConfig, Config } = await engine.ask<Record<string, object>>('GET', `/containers${name}/json`)
      expect(HostConfig).toMatchObject({ CapDrop: ['ALL'], ReadonlyRootfs: true, SecurityOpt: ['no-new-privileges'] })
      expect(Config).toMatchObject({ User: expect.stringMatching(/^(node|redis|nginx)$/) })
    }
  })

  describe('with a quota for each replica', () => {
    const limits = async () => {
      const names = (await listLabResources(engine, logs)).filter((name) => /-replica-\d$/.test(name)).sort()
      const asked = names.map((name) =>
        engine.ask<{ HostConfig: { CpuQuota: number } }>('GET', `/containers${name}/json`),
      )
      return (await Promise.all(asked)).map(({ HostConfig }) => HostConfig.CpuQuota)
    }

    it('was measured to hold', () => {
      // No lower bound: a busy machine can give less.
      expect(stack.cpuQuota?.missing).toBeUndefined()
      expect(stack.cpuQuota?.measured).toBeLessThan(0.22)
      expect(stack.cpuQuota?.measured).toBeGreaterThan(0)
    })

    it('is lifted and put in force again, also for a restarted replica', async () => {
      expect(await limits()).toEqual([2000, 2000])
      await stack.cpuQuota?.setInForce(false)
      expect(await limits()).toEqual([-1, -1])
      await stack.cpuQuota?.setInForce(true)
      expect(await limits()).toEqual([2000, 2000])
      const [first] = stack.replicas
      await first?.kill()
      await stack.cpuQuota?.setInForce(true) // Harmless where a replica is gone.
      await first?.start()
      expect(await limits()).toEqual([2000, 2000])
    })

    it('does not limit the other parts, and their CPU time is read', async () => {
      const { loadBalancer = 0, redis = 0 } = stack.partCpuMicros()
      expect(loadBalancer).toBeGreaterThan(0)
      expect(redis).toBeGreaterThan(0)
      await fetch(`${stack.origin}/redis/me`)
      await vi.waitFor(() => expect(stack.partCpuMicros().loadBalancer).toBeGreaterThan(loadBalancer))
    })
  })

  it('reports a part that ends without having been stopped', async () => {
    const [name] = (await listLabResources(engine, logs)).filter((one) => one.endsWith('replica-1'))
    await engine.ask('POST', `/containers${name}/kill?signal=SIGKILL`)
    await vi.waitFor(() => expect(ended).toEqual(['replica-1 was killed by SIGKILL']), { timeout: 5000 })
  })

  it('leaves nothing upstreams, stopped twice', async () => {
    await stack.stop()
    await stack.stop()
    expect(await listLabResources(engine, logs)).toEqual([])
  })
})

describe.skipIf(!found)('launcher containers, with errors', () => {
  let logs: string
  beforeAll(() => {
    logs = mkdtempSync(join(tmpdir(), 'containers-test-'))
  })
  afterEach(async () => expect(await listLabResources(engine, logs)).toEqual([]))
  afterAll(() => rmSync(logs, { recursive: true }))
  const start = (options: Partial<ContainersOptions> = {}, changes: Partial<Topology> = {}) =>
    startContainers({ ...small, ...changes }, { engine, logs, replicaImage, ...options })

  it('says that a port is in use', async () => {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as { port: number }
    await expect(start({ port })).rejects.toMatchObject({ code: 'ERR_PORT_IN_USE' })
    server.close()
  })

  it('says why a replica does not start', async () => {
    const started = start({ replicaImage: 'redis:8' })
    const message = expect.stringContaining('replica-1')
    await expect(started).rejects.toMatchObject({ code: 'ERR_PART_FAILED', message })
  })

  it('says that an image does not exist', async () => {
    await expect(start({ replicaImage: 'no-such-image:of-ours' })).rejects.toMatchObject({ code: 'ERR_IMAGE' })
  })

  it('says why the image cannot be built', async () => {
    const lost = { ...engine, address: 'unix:///nowhere/docker.sock' } // An address that only the command docker uses.
    await expect(buildImage(lost, logs, new AbortController().signal)).rejects.toMatchObject({ code: 'ERR_IMAGE' })
    expect(readFileSync(join(logs, 'docker-build.log'), 'utf8')).toContain('/nowhere/docker.sock')
  })

  it('says that the command docker is missing', async () => {
    vi.stubEnv('PATH', '/nowhere')
    const message = expect.stringContaining('the command docker, which is not found')
    await expect(start({ replicaImage: undefined })).rejects.toMatchObject({ code: 'ERR_IMAGE', message })
    vi.unstubAllEnvs()
  })

  it('starts nothing for an invalid topology', async () => {
    await expect(start({}, { replicas: 65 })).rejects.toMatchObject({ code: 'ERR_BAD_TOPOLOGY' })
  })

  it.each([
    [{ redisFailover: true }, 'topology.redisFailover: the launcher containers has no Sentinel'],
    [{ tls: true }, 'topology.tls: the launcher containers has no TLS'],
    [{ sweep: true }, 'topology.sweep: the launcher containers has no idle filler'],
  ])('refuses %j by name before anything is started', async (changes, message) => {
    await expect(start({}, changes)).rejects.toThrow(message)
  })

  it('cancels the start when its signal is aborted', async () => {
    const abort = new AbortController()
    const onProgress = (line: string) => void (line.startsWith('starting 1') && abort.abort(new Error('enough')))
    await expect(start({ signal: abort.signal, onProgress })).rejects.toThrow('enough')
  })

  /** Starts a stack in another process, with its logs in a folder of that name. */
  const startHolder = async (name: string) => {
    const folder = join(logs, name)
    const args = [join(import.meta.dirname, 'stack-holder.fixture.ts'), folder]
    const holder = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] })
    onTestFinished(() => void holder.kill('SIGKILL')) // It must not survive a failed test.
    await once(holder.stdout, 'data')
    const owns = () => listLabResources(engine, folder)
    expect((await owns()).length).toBeGreaterThan(3)
    return { holder, owns }
  }

  it('leaves nothing behind when its own process is killed', async () => {
    const { holder, owns } = await startHolder('killed')
    holder.kill('SIGKILL')
    await vi.waitFor(async () => expect(await owns()).toEqual([]), { timeout: 60_000, interval: 200 })
  })

  it('removes the remains of a lab that was killed with its reaper, and nothing of a running one', async () => {
    const living = await startHolder('living')
    const livingOwns = await living.owns()
    const killed = await startHolder('killed with its reaper')
    process.kill(Number(childrenOf(killed.holder)), 'SIGKILL')
    killed.holder.kill('SIGKILL')
    // Its parts end by themselves; its network and two volumes remain.
    await vi.waitFor(async () => expect(await killed.owns()).toHaveLength(3), { timeout: 60_000, interval: 200 })

    const next = await startHolder('next')
    expect(await killed.owns()).toEqual([])
    expect(await living.owns()).toEqual(livingOwns)
    for (const { holder } of [living, next]) {
      holder.stdin.write('stop')
      expect(await once(holder, 'exit')).toEqual([0, null])
    }
  })
})

function childrenOf({ pid }: ChildProcess): string {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim()
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  server.close()
  await once(server, 'close')
  return port
}
