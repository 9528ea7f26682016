/** A part of the stack as a container, with its output in a log; the engine removes it when it has ended. */
import { appendFileSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { constants } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { cpuMicrosOf } from '../../cpu/cpu-time.ts'
import { logReader, type RunningPart } from '../../parts/running-part.ts'
import { type Engine, EngineRefusal } from './engine.ts'
import { type Output, readFrames } from './engine-output.ts'
import { messageReader } from './message-lines.ts'
import type { Project, ProjectMark } from './project.ts'

/** What all containers of a stack have in common. */
export interface ContainerLaunch {
  readonly engine: Engine
  readonly project: Project
  /** The folder of the logs, `<name>.log`. */
  readonly logs: string
  readonly signal: AbortSignal
  /** The containers that hold a part's address, by the name of the part; empty at first. */
  readonly holders: Map<string, Promise<string>>
  /** Called when a part has ended without having been stopped, e.g. with `redis was killed by SIGKILL`. */
  readonly onEnd: (description: string) => void
}

export interface ContainerOptions {
  /** The part's name in messages and at the engine: `nginx`, `redis`, `replica-2`. */
  readonly name: string
  readonly image: string
  readonly command: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  /** Default: the user of the image. */
  readonly user?: string
  /** The volumes by mount point, which outlive the container. */
  readonly volumes?: Readonly<Record<string, string>>
  /** Temporary file systems by mount point, with their options. */
  readonly temporary: Readonly<Record<string, string>>
  /** Whether its address refuses connections while it is down. Otherwise they time out, as when a machine is off. */
  readonly keepsAddress: boolean
  /** Publishes `port` of the container as `at` on this machine's loopback interface. */
  readonly published?: { readonly port: number; readonly at: number } | undefined
  /** The file for its standard output, instead of its log. */
  readonly outputFile?: string
  /** Receives the messages of a program that was started with `parent-channel.ts`. */
  readonly onMessage?: (message: unknown) => void
}

/** A running container. Its standard input comes from this process: when it ends, the part stops. */
export interface Container extends RunningPart {
  /** Writes to its standard input. */
  write(text: string): void
  /** CPU time used so far, µs; undefined where this process cannot see the container's processes, or it has ended. */
  cpuMicros(): number | undefined
}

/** Starts a container. Throws `EngineRefusal` where it cannot be started. */
export async function runContainer(options: ContainerOptions, launch: ContainerLaunch): Promise<Container> {
  const { name, outputFile, onMessage } = options
  const { engine, project } = launch
  const logFile = join(launch.logs, `${name}.log`)
  writeFileSync(logFile, '', { flag: 'a' })
  const { size: logStart } = statSync(logFile)
  const network = options.keepsAddress
    ? { NetworkMode: `container:${await holderOf(options, launch)}` }
    : { NetworkMode: project.name, address: project.addressOf(name) }
  const path = `/containers/${project.name}-${name}`
  await created(engine, `/containers/create?name=${project.name}-${name}`, descriptionOf(options, project, network))
  const stream = await engine.open(`${path}/attach?stream=1&stdin=1&stdout=1&stderr=1`)
  const written = readFrames(stream, outputsOf(logFile, outputFile, onMessage))
  const exit = engine.ask<{ StatusCode: number }>('POST', `${path}/wait?condition=next-exit`)
  let isStopped = false
  let hasEnded = false
  const ended = Promise.all([exit, written]).then(([{ StatusCode }]) => {
    hasEnded = true
    const end = describe(StatusCode)
    if (!isStopped) launch.onEnd(`${name} ${end}`)
    return end
  })
  ended.catch(() => {}) // The engine is gone; the callers that await `ended` get the error.
  await engine.ask('POST', `${path}/start`)
  const pid = await pidOf(engine, path)

  const signal = async (signal: NodeJS.Signals) => {
    await engine.ask('POST', `${path}/kill?signal=${signal}`).catch(ignoreEnded)
  }
  const write = (text: string) => void (stream.writable && stream.write(text))
  return {
    ended,
    get hasEnded() {
      return hasEnded
    },
    ...logReader(name, logFile, logStart),
    signal,
    write,
    cpuMicros: () => (pid === undefined || hasEnded ? undefined : cpuMicrosOf(pid)),
    send: (message) => write(`${JSON.stringify(message)}\n`),
    async stop(how, graceMs) {
      isStopped = true
      await signal(how)
      await signal('SIGCONT') // A paused process receives only SIGKILL.
      const inTime = await Promise.race([ended, sleep(graceMs, undefined, { ref: false })])
      if (inTime === undefined) await signal('SIGKILL')
      await ended
    },
  }
}

/** The pid of its first process; undefined where the engine runs in another pid namespace or a virtual machine. */
async function pidOf(engine: Engine, path: string): Promise<number | undefined> {
  try {
    const { Id, State } = await engine.ask<{ Id: string; State: { Pid: number } }>('GET', `${path}/json`)
    return readFileSync(`/proc/${State.Pid}/cgroup`, 'utf8').includes(Id) ? State.Pid : undefined
  } catch {
    return undefined
  }
}

/**
 * Runs one command in a container of its own without network; resolves to its output.
 *
 * @param limits - resource limits in the terms of the engine's API
 */
export async function runOnce(
  engine: Engine,
  labels: Project['labels'],
  image: string,
  command: readonly string[],
  limits: Readonly<Record<string, number>> = {},
): Promise<string> {
  const { Id } = await engine.ask<{ Id: string }>('POST', '/containers/create', {
    ...{ Image: image, Entrypoint: command, Cmd: [], Labels: labels, Tty: true, AttachStdout: true },
    HostConfig: { AutoRemove: true, NetworkMode: 'none', ReadonlyRootfs: true, CapDrop: ['ALL'], ...limits },
  })
  const stream = await engine.open(`/containers/${Id}/attach?stream=1&stdout=1&stderr=1`)
  const output = stream.toArray()
  const removed = engine.ask('POST', `/containers/${Id}/wait?condition=removed`)
  await engine.ask('POST', `/containers/${Id}/start`)
  await removed
  return Buffer.concat(await output).toString('utf8')
}

/**
 * Starts a container that only holds a part's address. Without it, connections to a stopped part would time out, as if its
 * machine were off; with it, they are refused, as on a machine whose server has stopped.
 */
function holderOf(options: ContainerOptions, launch: ContainerLaunch): Promise<string> {
  const { name, image, user } = options
  const { engine, project, holders } = launch
  const network = { NetworkMode: project.name, address: project.addressOf(name) }
  const hold = () => startHolder({ name: `${name}-address`, image, ...(user && { user }) }, engine, project, network)
  const held = holders.get(name) ?? hold()
  holders.set(name, held)
  return held
}

/** Starts an idle container that ends with this process, even after `kill -9`. Resolves to its id. */
export async function startHolder(
  options: Pick<ContainerOptions, 'name' | 'image' | 'user'>,
  engine: Engine,
  project: ProjectMark,
  network: Network = { NetworkMode: 'none' },
): Promise<string> {
  const command = ['cat'] // Runs until its input ends, which is this process.
  const description = descriptionOf({ ...options, command, temporary: {}, keepsAddress: false }, project, network)
  const path = `/containers/create?name=${project.name}-${options.name}`
  const { Id } = await engine.ask<{ Id: string }>('POST', path, description)
  // Attached to its output as well, since otherwise the stream would not end with the container.
  const input = await engine.open(`/containers/${Id}/attach?stream=1&stdin=1&stdout=1`)
  input
    .resume()
    .unref()
    .on('error', () => {})
  await engine.ask('POST', `/containers/${Id}/start`)
  return Id
}

/** Retries, since the engine takes a moment to remove an ended container and free its name and address. */
async function created(engine: Engine, path: string, description: object, tries = 100): Promise<void> {
  try {
    await engine.ask('POST', path, description)
  } catch (error) {
    if (!(error instanceof EngineRefusal && error.status === 409 && tries > 1)) throw error
    await sleep(50)
    await created(engine, path, description, tries - 1)
  }
}

interface Network {
  readonly NetworkMode: string
  readonly address?: string
}

/** The body of the engine's create request. Every part runs without root and capabilities, on a read-only file system. */
function descriptionOf(
  options: ContainerOptions,
  { name: project, labels }: ProjectMark,
  { NetworkMode, address }: Network,
): object {
  const { image, command, env = {}, user, volumes = {}, temporary, published } = options
  const port = published && `${published.port}/tcp`
  const mounts = Object.entries(volumes).map(([target, volume]) => ({
    ...{ Type: 'volume', Source: `${project}-${volume}`, Target: target },
    VolumeOptions: { Labels: labels },
  }))
  return {
    Image: image,
    Labels: labels,
    Entrypoint: command,
    Cmd: [],
    Env: Object.entries(env).map(([variable, value]) => `${variable}=${value}`),
    ...(user !== undefined && { User: user }),
    ...{ OpenStdin: true, StdinOnce: true, AttachStdin: true, AttachStdout: true, AttachStderr: true },
    Healthcheck: { Test: ['NONE'] }, // The lab checks readiness itself, and health checks would disturb measurements.
    ...(port && { ExposedPorts: { [port]: {} } }),
    HostConfig: {
      AutoRemove: true,
      NetworkMode,
      ReadonlyRootfs: true,
      CapDrop: ['ALL'],
      SecurityOpt: ['no-new-privileges'],
      Memory: 512 * 2 ** 20,
      PidsLimit: 128,
      LogConfig: { Type: 'none', Config: {} }, // This process reads the output.
      Mounts: mounts,
      Tmpfs: temporary,
      ...(port && { PortBindings: { [port]: [{ HostIp: '127.0.0.1', HostPort: `${published.at}` }] } }),
    },
    ...(address && {
      NetworkingConfig: {
        EndpointsConfig: { [project]: { IPAMConfig: { IPv4Address: address }, Aliases: [options.name] } },
      },
    }),
  }
}

function outputsOf(log: string, outputFile: string | undefined, onMessage: ContainerOptions['onMessage']) {
  const toLog: Output = (bytes) => appendFileSync(log, bytes)
  const toFile: Output = outputFile === undefined ? toLog : (bytes) => appendFileSync(outputFile, bytes)
  if (onMessage === undefined) return { stdout: toFile, stderr: toLog }
  const read = messageReader(onMessage)
  const stdout: Output = (bytes) => {
    toFile(bytes)
    read(bytes)
  }
  return { stdout, stderr: toLog }
}

function describe(status: number): string {
  const signal = Object.entries(constants.signals).find(([, number]) => status === 128 + number)
  return signal ? `was killed by ${signal[0]}` : `exited with status ${status}`
}

function ignoreEnded(error: unknown): void {
  if (!(error instanceof EngineRefusal && (error.status === 404 || error.status === 409))) throw error
}
