/** The launcher `containers`: each part is a container in the stack's own network, with the images of docker-compose.yml. */
import { mkdir, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { renderNginxConf } from '../../../loadbalancer/render.ts'
import { assemble } from '../../assemble.ts'
import { createLoadBalancer, firstRevision, type UpstreamServers, type Upstreams } from '../../parts/nginx-control.ts'
import { createPart } from '../../parts/part.ts'
import { portInUse, requireFreePort } from '../../parts/port.ts'
import { isServed, until, whenReady } from '../../parts/readiness.ts'
import { type RedisPart, redisArguments, whenRedisIsReady } from '../../parts/redis-server.ts'
import type { LauncherOptions, Platform } from '../../platform.ts'
import { startReaper } from '../../reaper.ts'
import { type ReplicaRun, startReplica } from '../../replicas/replica-part.ts'
import type { Stack, Topology } from '../../stack.ts'
import { StackError } from '../../stack-error.ts'
import { toolSpecs } from '../../toolchain/tool.ts'
import { validateTopology } from '../../validate-topology.ts'
import { type Container, type ContainerLaunch, type ContainerOptions, runContainer, runOnce } from './container.ts'
import { type ContainerQuota, createContainerQuota } from './container-quota.ts'
import type { Engine } from './engine.ts'
import { buildImage, images, requireImage } from './images.ts'
import { removeLeftovers, startOwner } from './leftovers.ts'
import { isReachable, markProject, openProject, type ProjectMark } from './project.ts'

export interface ContainersOptions extends LauncherOptions {
  readonly engine: Engine
  /** The replicas' image: any that follows the replica's HTTP contract. Default: an image built from this project. */
  readonly replicaImage?: string | undefined
}

/**
 * Starts a stack. Where a part fails, every other part is ended. All parts end with this process, even after `kill -9`.
 *
 * @throws StackError `ERR_BAD_TOPOLOGY`, `ERR_NO_ENGINE`, `ERR_IMAGE`, `ERR_PORT_IN_USE`, `ERR_PART_FAILED`; the signal's
 * reason where it is aborted
 */
export async function startContainers(topology: Topology, options: ContainersOptions): Promise<Stack> {
  const { engine, port, onProgress, signal = new AbortController().signal } = options
  const logs = resolve(options.logs)
  refuseUnsupported(topology)
  if (port !== undefined) await requireFreePort(port)
  signal.throwIfAborted()
  await mkdir(logs, { recursive: true })
  for (const image of [images.nginx, images.redis]) await requireImage(engine, image, onProgress)
  for (const name of await removeLeftovers(engine)) onProgress?.(`removed the remains of a killed lab: ${name}`)

  const mark = markProject(logs)
  const reaper = startReaper()
  reaper.send({ removeProject: mark.name, engine: engine.address })
  const clear = () => reaper.close()
  try {
    await startOwner(engine, mark)
    const replicaImage = options.replicaImage ?? images.replica
    const build = async () => {
      onProgress?.('building the image for the replicas')
      await buildImage(engine, logs, signal)
    }
    const image = options.replicaImage === undefined ? build() : requireImage(engine, replicaImage, onProgress)
    const versions = Promise.all([versionOf(engine, mark, 'nginx'), versionOf(engine, mark, 'redis')])
    await Promise.allSettled([image, versions]) // Where one fails, the other must end before the resources are removed.
    await image
    const [nginx, redis] = await versions
    const modes = validateTopology(topology, { logs, port, nginx: { path: images.nginx, version: nginx } })
    signal.throwIfAborted()
    return await assemble(topology, modes, options, async (onEnd, starting) => {
      const project = await openProject(engine, mark)
      const launch: ContainerLaunch = { engine, project, logs, signal: starting, onEnd, holders: new Map() }
      return createPlatform({ launch, replicaImage, port, versions: { nginx, redis }, clear })
    })
  } catch (error) {
    await clear()
    throw error
  }
}

function refuseUnsupported({ redisFailover, sweep, tls }: Topology): void {
  const problems = [
    ...(redisFailover ? ['topology.redisFailover: the launcher containers has no Sentinel'] : []),
    ...(tls ? ['topology.tls: the launcher containers has no TLS'] : []),
    // A container with idle priority yields to other containers, but not to the client, which runs outside of them.
    ...(sweep ? ['topology.sweep: the launcher containers has no idle filler'] : []),
  ]
  if (problems.length === 0) return
  throw new StackError('ERR_BAD_TOPOLOGY', `${problems.join('; ')}: use --launcher processes`)
}

async function versionOf(engine: Engine, { labels }: ProjectMark, name: 'nginx' | 'redis'): Promise<string> {
  const { binary, versionFlag, version } = toolSpecs[name]
  const output = await runOnce(engine, labels, images[name], [binary, versionFlag]).catch((cause: Error) => {
    const message = `the container engine cannot run the image ${images[name]}: ${cause.message}`
    throw new StackError('ERR_IMAGE', message, { cause })
  })
  const found = version.exec(output)?.[1]
  if (found === undefined)
    throw new StackError('ERR_IMAGE', `the image ${images[name]} contains no usable ${binary}: ${output}`)
  return found
}

/** nginx's port and user id in its container. */
const listenPort = 8080
const nginxUid = 101

interface Containers extends Pick<Platform, 'versions' | 'clear'> {
  readonly launch: ContainerLaunch
  readonly replicaImage: string
  readonly port: number | undefined
}

function createPlatform({ launch, replicaImage, port, versions, clear }: Containers): Platform {
  const { project, signal } = launch
  let quota: ContainerQuota | undefined
  return {
    launcher: 'containers',
    versions,
    database: '/data/lab.sqlite',
    ownHost: project.ownAddress,
    startRedis: (keepsFile) => startRedis(keepsFile, launch),
    startQuota: async (cpus) => {
      quota = await createContainerQuota(cpus, replicaImage, launch)
      return quota
    },
    startReplica: async (name, common, peerDirectory) => {
      const variables = { ...common, LAB_TRUSTED_PROXIES: project.subnet }
      const run = ({ env, preload, onMessage }: ReplicaRun) =>
        start({ ...replicaOptions(preload), name, image: replicaImage, env, onMessage }, launch)
      const onReady = async () => quota?.apply(name) // The quota does not slow down its start.
      return startReplica({ name, host: project.addressOf(name), variables, peerDirectory, run, onReady, signal })
    },
    startNginx: (upstreams) => startNginx(upstreams, port, launch),
    clear,
  }
}

/** Starts a part; translates the engine's refusal into a StackError. */
async function start(options: ContainerOptions, launch: ContainerLaunch): Promise<Container> {
  const container = await runContainer(options, launch).catch((cause: Error) => {
    const { published } = options
    if (published && /already (in use|allocated)/.test(cause.message)) throw portInUse(published.at, cause)
    throw new StackError('ERR_PART_FAILED', `${options.name} cannot be started: ${cause.message}`, { cause })
  })
  if (!isReachable(launch.project)) {
    const message =
      'this process cannot reach containers by their addresses; the engine may run in a virtual machine: ' +
      'run the lab in a container, too, with `docker compose run --rm bench run`'
    throw new StackError('ERR_NO_ENGINE', message)
  }
  return container
}

/** The image's own command, preceded by the modules to load. */
function replicaOptions(preload: string | undefined): Omit<ContainerOptions, 'name' | 'image'> {
  const modules = ['parent-channel.ts', ...(preload === undefined ? [] : [preload])]
  const imports = modules.flatMap((module) => ['--import', `/lab/stack/replicas/${module}`])
  return {
    command: ['node', ...imports, 'services/replica/main.ts'],
    volumes: { '/data': 'database' },
    temporary: { '/tmp': '' },
    keepsAddress: true,
  }
}

/** Runs a program as process 1; a second process ends it when the input, which comes from the lab, ends. */
const untilInputEnds = 'exec 3<&0; { cat >/dev/null; kill -s TERM 1; } <&3 & exec "$0" "$@"'

async function startRedis(keepsFile: boolean, launch: ContainerLaunch): Promise<RedisPart> {
  const { project, signal } = launch
  const [host, port, data] = [project.addressOf('redis'), 6379, '/data']
  const command = ['sh', '-c', untilInputEnds, 'redis-server', ...redisArguments({ host, port, data, keepsFile })]
  let running: Container | undefined
  const run = async () => {
    const options = { name: 'redis', image: images.redis, user: 'redis', command, temporary: {}, keepsAddress: true }
    const redis = await start({ ...options, volumes: { [data]: 'redis' } }, launch)
    await whenRedisIsReady(redis, signal)
    running = redis
    return redis
  }
  const cpuMicros = () => running?.cpuMicros()
  return { address: `${host}:${port}`, cpuMicros, ...createPart(await run(), run) }
}

/**
 * Runs nginx as process 1 beside a shell that reads configurations from its input: a line with the length in bytes, then the
 * configuration. When the input ends, the lab is gone, and the shell stops nginx.
 */
const nginxScript = `
take() { read -r bytes && head -c "$bytes" >/run/new.conf && mv /run/new.conf /run/nginx.conf; }
take || exit
exec 3<&0
{ while take; do kill -s HUP 1; done; kill -s QUIT 1; } <&3 &
exec nginx -c /run/nginx.conf -g 'daemon off;'
`

async function startNginx(upstreams: Upstreams, port: number | undefined, launch: ContainerLaunch) {
  const { logs, project, signal } = launch
  const accessLog = join(logs, 'access.log')
  await writeFile(accessLog, '') // An earlier stack may have used the same folder.
  const command = ['sh', '-c', nginxScript]
  const temporary = { '/run': `uid=${nginxUid}`, '/var/cache/nginx': `uid=${nginxUid}` }
  const published = port === undefined ? undefined : { port: listenPort, at: port }
  const options = {
    name: 'nginx',
    image: images.nginx,
    user: 'nginx',
    command,
    temporary,
    published,
    keepsAddress: false,
  }
  const nginx = await start({ ...options, outputFile: accessLog }, launch)

  const configure = async (servers: UpstreamServers, revision: number) => {
    const trustedPeers = [project.subnet] // Clients connect through its gateway, or from within it.
    const listen = `${listenPort}`
    const conf = renderNginxConf({ ...upstreams, listen, replicas: servers, trustedPeers, revision })
    await writeFile(join(logs, 'nginx.conf'), conf) // For the user to read.
    nginx.write(`${Buffer.byteLength(conf)}\n${conf}`)
  }
  await configure(upstreams.replicas, firstRevision)
  const origin = `http://${project.addressOf('nginx')}:${listenPort}`
  const limits = { timeoutMs: 10_000, signal }
  await whenReady(nginx, (over) => until(() => isServed(`${origin}/healthz`), over), limits)
  return createLoadBalancer({ nginx, origin, accessLog, cpuMicros: nginx.cpuMicros, configure, limits })
}
