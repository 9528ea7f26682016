/** The compose file end to end: what somebody gets who types `docker compose up`, and what is left after `down -v`. */
import {
  DockerComposeEnvironment,
  getContainerRuntimeClient,
  type StartedDockerComposeEnvironment,
} from 'testcontainers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { namedUsers } from './services/database/seed.ts'
import { engineFor } from './stack/engine.fixture.ts'

const project = `session-scaling-lab-test-${process.pid}`
const replicas = ['replica-1', 'replica-2', 'replica-3']
const reads = 30

const engineAnswers = (await engineFor('docker-compose.container.test.ts')) !== undefined

/** Everything that the engine knows by this project's name. */
async function whatThereIs() {
  const { dockerode } = (await getContainerRuntimeClient()).container
  const filters = { label: [`com.docker.compose.project=${project}`] }
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
    environment = await new DockerComposeEnvironment(import.meta.dirname, 'docker-compose.yml')
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
    expect(await whatThereIs()).not.toEqual({ containers: [], networks: [], volumes: [] })
    await environment?.down({ removeVolumes: true })
    environment = undefined
    expect(await whatThereIs()).toEqual({ containers: [], networks: [], volumes: [] })
  }, 60_000)
})
