/** A replica, in a process or a container: configured by environment variables, it reports its ports over its parent channel. */
import { createPart } from '../parts/part.ts'
import { isServed, until, whenReady } from '../parts/readiness.ts'
import type { RunningPart } from '../parts/running-part.ts'
import type { Replica, ReplicaSettings } from '../stack.ts'
import type { PeerDirectory } from './peer-directory.ts'

/** What a replica is started with, at its first start and at each restart. */
export interface ReplicaOptions {
  /** `replica-1`, `replica-2`, … */
  readonly name: string
  /** The address to listen on. */
  readonly host: string
  /** Its environment, `LAB_…` variables, without those of its name, address and ports. */
  readonly variables: Readonly<Record<string, string>>
  /** The directory that the replica joins: with peers, it is ready only after it has received their addresses. */
  readonly peerDirectory?: PeerDirectory | undefined
  /** Runs the replica's program. */
  readonly run: (program: ReplicaRun) => Promise<RunningPart>
  /** Called each time that it has become ready. */
  readonly onReady?: (() => Promise<void>) | undefined
  /** Cancels waiting for a replica that is not ready yet. */
  readonly signal: AbortSignal
}

/** How to run the replica's program. */
export interface ReplicaRun {
  readonly env: Readonly<Record<string, string>>
  /** A module to load first, relative to this folder, with its parameters as a query. */
  readonly preload?: string | undefined
  /** Receives the program's messages. */
  readonly onMessage: (message: unknown) => void
}

/** What a replica sends (`process.send`): `joining` where it has peers, then `ready` when it listens for clients. */
type Message =
  | { readonly joining: Pick<Ports, 'peerPort'>; readonly ready?: undefined }
  | { readonly ready: Omit<Ports, 'peerPort'>; readonly joining?: undefined }

interface Ports {
  readonly port: number
  readonly statusPort: number
  readonly peerPort: number
}

/** Lets the system choose free ports. */
const anyPorts: Ports = { port: 0, statusPort: 0, peerPort: 0 }

/** Starts the program; resolves when `/readyz` returns 200. */
export async function startReplica(options: ReplicaOptions): Promise<Replica> {
  const { name, host } = options
  let settings = initialSettings
  const { running, ports } = await run(options, settings, anyPorts)
  return {
    name,
    origin: `http://${host}:${ports.port}`,
    statusOrigin: `http://${host}:${ports.statusPort}`,
    get settings() {
      return settings
    },
    configure: (changes) => {
      settings = { ...settings, ...changes }
    },
    ...createPart(running, async () => (await run(options, settings, ports)).running),
  }
}

/** Many times the usual start time, so that a start on a busy machine is slow rather than a failure. */
const readyWithinMs = 60_000

const initialSettings: ReplicaSettings = { clockOffsetSeconds: 0, tokenKeys: ['key-1'] }

async function run(
  options: ReplicaOptions,
  { clockOffsetSeconds, tokenKeys }: ReplicaSettings,
  requested: Ports,
): Promise<{ running: RunningPart; ports: Ports }> {
  const { name, host, variables, peerDirectory, onReady, signal } = options
  const reported = Promise.withResolvers<Ports>()
  const started = Promise.withResolvers<RunningPart>()
  let peerPort = 0
  const onMessage = (message: unknown) => {
    const { joining, ready } = (message ?? {}) as Partial<Message>
    if (joining !== undefined) {
      peerPort = joining.peerPort
      const send = async (peers: object) => (await started.promise).send(peers)
      peerDirectory?.join({ name, address: `${host}:${peerPort}` }, (peers) => void send(peers))
    }
    if (ready !== undefined) reported.resolve({ ...ready, peerPort })
  }
  const env = {
    ...variables,
    LAB_REPLICA: name,
    LAB_HOST: host,
    LAB_PORT: `${requested.port}`,
    LAB_STATUS_PORT: `${requested.statusPort}`,
    LAB_PEER_PORT: `${requested.peerPort}`,
    LAB_TOKEN_KEYS: tokenKeys.join(','),
  }
  const running = await options.run({ env, preload: clockModule(clockOffsetSeconds), onMessage })
  started.resolve(running)
  const isReady = async (over: AbortSignal) => {
    const ports = await reported.promise
    await until(() => isServed(`http://${host}:${ports.port}/readyz`), over)
    return ports
  }
  const ports = await whenReady(running, isReady, { timeoutMs: readyWithinMs, signal })
  await onReady?.()
  return { running, ports }
}

/** The offset is part of the module's URL, since a replica refuses unknown `LAB_…` variables. */
function clockModule(offsetSeconds: number): string | undefined {
  return offsetSeconds === 0 ? undefined : `clock-offset.ts?seconds=${offsetSeconds}`
}
