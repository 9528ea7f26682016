/** The compose file end to end: what somebody gets who types `docker compose up`, `up page` or `run bench`, and what is left after `down -v`. */
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import {
  DockerComposeEnvironment,
  getContainerRuntimeClient,
  type StartedDockerComposeEnvironment,
} from 'testcontainers'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { namedUsers } from '../services/database/seed.ts'
import { engineFor, listLabResources } from '../stack/launchers/containers/engine.fixture.ts'
import type { Engine } from '../stack/launchers/containers/engine.ts'
import { freePort } from '../stack/parts/port.ts'

const project = `session-scaling-lab-test-${process.pid}`
const replicas = ['replica-1', 'replica-2', 'replica-3']
const reads = 30

const found = await engineFor('tests/docker-compose.container.test.ts')
const engine = found as Engine
const engineAnswers = found !== undefined

const nothing = { containers: [], networks: [], volumes: [] }

/** Everything that the engine knows by a project's name. */
async function whatThereIs(name = project) {
  const { dockerode } = (await getContainerRuntimeClient()).container
  const filters = { label: [`com.docker.compose.project=${name}`] }
  const containers = await dockerode.listContainers({ all: true, filters })
  const networks = await dockerode.listNetworks({ filters })
  const { Volumes: volumes } = await dockerode.listVolumes({ filters })
  return { containers, networks, volumes }
}

describe.skipIf(!engineAnswers)('docker compose up', () => {
  let environment: StartedDockerComposeEnvironment | undefined
  let origin: string

  const containerOf = (service: string) => {
    if (!environment) throw new Error('the compose file is not up')
    return environment.getContainer(`${service}-1`)
  }

  beforeAll(async () => {
    environment = await new DockerComposeEnvironment(join(import.meta.dirname, '..'), 'docker-compose.yml')
      .withProjectName(project)
      .withEnvironment({ PORT: '0' }) // any free one
      .withBuild()
      .up()
    const nginx = containerOf('nginx')
    origin = `http://${nginx.getHost()}:${nginx.getMappedPort(8080)}`
  }, 300_000)

  afterAll(() => environment?.down({ removeVolumes: true }))

  /** Logs alice in, and reads `/me` again and again with what the login gave her, whatever is answered. */
  async function readMe(mode: string) {
    const { name: username, password } = namedUsers[0]
    const login = await fetch(`${origin}/${mode}/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ username, password }),
    })
    expect(login.status).toBe(200)
    const { access_token: token } = (await login.json()) as { access_token?: string }
    const cookies = login.headers.getSetCookie().map((cookie) => cookie.split(';')[0])
    const headers = token ? { authorization: `Bearer ${token}` } : { cookie: cookies.join('; ') }
    const statuses: number[] = []
    while (statuses.length < reads) statuses.push((await fetch(`${origin}/${mode}/me`, { headers })).status)
    const count = (status: number) => statuses.filter((each) => each === status).length
    return { accepted: count(200), refused: count(401) }
  }

  it('has every part healthy, and the secret drawn', async () => {
    const { containers } = await whatThereIs()
    const states = containers.map(({ Labels, Status }) => [Labels['com.docker.compose.service'], Status])
    const healthy = expect.stringMatching(/^Up .*\(healthy\)$/)
    expect(Object.fromEntries(states)).toEqual({
      ...Object.fromEntries([...replicas, 'redis', 'nginx'].map((service) => [service, healthy])),
      setup: expect.stringMatching(/^Exited \(0\)/),
    })
  })

  it('breaks sessions in memory: some two thirds of the readings are refused, the others are not', async () => {
    const { accepted, refused } = await readMe('memory')
    expect(accepted + refused).toBe(reads)
    expect(Math.abs(refused / reads - 2 / 3)).toBeLessThan(0.1)
  })

  it.each(['sticky', 'cluster-sync', 'redis', 'jwt'])('refuses nobody in mode %s', async (mode) => {
    expect(await readMe(mode)).toEqual({ accepted: reads, refused: 0 })
  })

  it.each([...replicas, 'redis', 'nginx'])('runs %s without root, and without a way to become it', async (service) => {
    const { output } = await containerOf(service).exec(['cat', '/proc/1/status'])
    const facts = Object.fromEntries(output.split('\n').map((line) => line.split(/:\s+/)))
    expect(facts).toMatchObject({ Uid: expect.stringMatching(/^[1-9]/), CapBnd: '0'.repeat(16), NoNewPrivs: '1' })
  })

  it.each(replicas)(
    'lets %s stop by itself within two seconds of SIGTERM',
    async (service) => {
      const { container } = await getContainerRuntimeClient()
      const replica = container.getById(containerOf(service).getId())
      const toldAt = performance.now()
      await replica.kill({ signal: 'SIGTERM' })
      expect(await replica.wait()).toMatchObject({ StatusCode: 0 })
      expect(performance.now() - toldAt).toBeLessThan(2000)
    },
    10_000,
  )

  it('leaves nothing behind when it is taken down', async () => {
    expect(await whatThereIs()).not.toEqual(nothing)
    await environment?.down({ removeVolumes: true })
    environment = undefined
    expect(await whatThereIs()).toEqual(nothing)
  }, 60_000)
})

describe.skipIf(!engineAnswers)('docker compose run bench', () => {
  const benchProject = `${project}-bench`
  const out = `test-${process.pid}`
  const results = join(import.meta.dirname, '..', 'results', out)
  const compose = ['compose', '--project-name', benchProject]
  const labOwns = () => listLabResources(engine, `/lab/results/${out}`)
  afterAll(() => rmSync(results, { recursive: true, force: true }))

  /** A long run; resolves when it is in its first trial. */
  async function startBench(name: string) {
    const container = ['run', '--build', '--rm', '-T', '--name', name]
    const lab = [
      'run',
      'session-mismatch',
      '--modes',
      'memory',
      '--trials',
      '50',
      '--set',
      'load.ratePerSecond=5',
      '--out',
      `results/${out}`,
    ]
    const bench = spawn('docker', [...compose, ...container, 'bench', ...lab], { cwd: join(import.meta.dirname, '..') })
    let said = ''
    for (const stream of [bench.stdout, bench.stderr]) stream.on('data', (chunk) => (said += chunk))
    const ended = new Promise<number | null>((resolve) => bench.on('close', resolve))
    await Promise.race([vi.waitFor(() => expect(said).toContain('trial 1'), { timeout: 100_000 }), ended])
    expect(said).toContain('trial 1')
    return { ended, said: () => said }
  }

  it('is killed, and leaves what the next one removes; which ends at Ctrl-C, and keeps what it has recorded', async () => {
    const killed = await startBench(`${benchProject}-1`)
    spawnSync('docker', ['kill', `${benchProject}-1`])
    await killed.ended
    // Its network, and the volume of the database.
    await vi.waitFor(async () => expect(await labOwns()).toHaveLength(2), { timeout: 60_000, interval: 200 })

    const { ended, said } = await startBench(`${benchProject}-2`)
    spawnSync('docker', ['kill', '--signal', 'INT', `${benchProject}-2`]) // as its terminal does at Ctrl-C
    expect(await ended, said()).toBe(130)
    expect(said()).toContain('removed the remains of a killed lab')
    expect(said()).toContain('interrupted: stopping the stack, keeping what was recorded')
    expect(readdirSync(join(results, 'session-mismatch', 'latest'))).toContain('report.html')
    expect(await labOwns()).toEqual([])
  })

  it('says that there is no engine where DOCKER_SOCKET is, and makes nothing there', () => {
    const socket = join(results, 'nowhere.sock')
    const environment = { ...process.env, DOCKER_SOCKET: socket }
    const options = { cwd: join(import.meta.dirname, '..'), env: environment, encoding: 'utf8' } as const
    const { status, stderr } = spawnSync('docker', [...compose, 'run', '--rm', 'bench', 'list'], options)
    expect(stderr).toContain(`bind source path does not exist: ${socket}`)
    expect(status).not.toBe(0)
    expect(existsSync(socket)).toBe(false)
  })

  it('leaves nothing of the compose file either once that is down, for which nobody need know how many replicas there were', async () => {
    const of = (replicas: string) => ({
      cwd: join(import.meta.dirname, '..'),
      env: { ...process.env, REPLICAS: replicas },
    })
    spawnSync('docker', [...compose, 'create'], of('5'))
    const { containers } = await whatThereIs(benchProject)
    const services = containers.map(({ Labels }) => Labels['com.docker.compose.service'])
    expect(services.filter((service) => service?.startsWith('replica-'))).toHaveLength(5)
    spawnSync('docker', [...compose, '--profile', '*', 'down', '--volumes'], of('3'))
    expect(await whatThereIs(benchProject)).toEqual(nothing)
  })
})

describe.skipIf(!engineAnswers)('docker compose up page', () => {
  const pageProject = `${project}-page`
  const compose = ['compose', '--project-name', pageProject]

  it('is healthy when the page is served, and leaves nothing of its own stack when it is taken down', async () => {
    const port = await freePort()
    const options = {
      cwd: join(import.meta.dirname, '..'),
      env: { ...process.env, PAGE_PORT: `${port}` },
      encoding: 'utf8',
    } as const
    const { status, stderr } = spawnSync('docker', [...compose, 'up', '-d', '--build', '--wait', 'page'], options)
    try {
      expect(status, stderr).toBe(0)
      expect(await (await fetch(`http://127.0.0.1:${port}/lab/`)).text()).toContain('<div id="app">')
      const { output } = spawnSync('docker', [...compose, 'logs', '--no-log-prefix', 'page'], options)
      const [, logs = 'not named'] = /logs: (\/\S+)/.exec(output.join('')) ?? []
      expect(await listLabResources(engine, logs)).not.toEqual([])
      spawnSync('docker', [...compose, 'stop', 'page'], options)
      expect(await listLabResources(engine, logs)).toEqual([])
    } finally {
      spawnSync('docker', [...compose, '--profile', '*', 'down', '--volumes'], options)
    }
    expect(await whatThereIs(pageProject)).toEqual(nothing)
  })
})
