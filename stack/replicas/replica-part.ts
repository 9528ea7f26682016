/** One replica, in a process or a container: told everything by its environment, it tells its ports over its channel. */

import { createPart } from '../parts/part.ts'
import { isServed, until, whenReady } from '../parts/readiness.ts'
import type { RunningPart } from '../parts/running-part.ts'
import type { Replica, ReplicaSettings } from '../stack.ts'
import type { PeerDirectory } from './peer-directory.ts'

/** What a replica is started with; whatever it is called, it stays the same when it comes back. */
export interface ReplicaOptions {
  /** `replica-1`, `replica-2`, … */
  readonly name: string
  /** The address on which it listens. */
  readonly host: string
  /** `LAB_…` variables: its whole environment, but for its name, address and ports. */
  readonly variables: Readonly<Record<string, string>>
  /** Where there is one the replica joins it, since it is not ready before it has been told of its peers. */
  readonly peerDirectory?: PeerDirectory | undefined
  /** Runs the replica's program. */
  readonly run: (program: ReplicaRun) => Promise<RunningPart>
  /** Called each time that it is ready: after its start, and when it is back. */
  readonly onReady?: (() => Promise<void>) | undefined
  /** Ends the waiting for a replica that is not ready yet. */
  readonly signal: AbortSignal
}

/** How the replica's program is to be run. */
export interface ReplicaRun {
  readonly env: Readonly<Record<string, string>>
  /** A module to be loaded before it, relative to this folder; with what it is told after a question mark. */
  readonly preload?: string | undefined
  /** What it tells arrives here. */
  readonly onMessage: (message: unknown) => void
}

/** What a replica program sends (`process.send`): the first where it has peers, the second once it listens to clients. */
type Message =
  | { readonly joining: Pick<Ports, 'peerPort'>; readonly ready?: undefined }
  | { readonly ready: Omit<Ports, 'peerPort'>; readonly joining?: undefined }

interface Ports {
  readonly port: number
  readonly statusPort: number
  readonly peerPort: number
}

/** Chosen by the system. */
const anyPorts: Ports = { port: 0, statusPort: 0, peerPort: 0 }

/** Starts the program; resolves when `/readyz` says yes. */
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

/** Many times what it takes: on a machine that others keep busy, too, a start is slow rather than a failure. */
const readyWithinMs = 60_000

const initialSettings: ReplicaSettings = { clockOffsetSeconds: 0, tokenKeys: ['key-1'] }

async function run(
  options: ReplicaOptions,
  { clockOffsetSeconds, tokenKeys }: ReplicaSettings,
  wanted: Ports,
): Promise<{ running: RunningPart; ports: Ports }> {
  const { name, host, variables, peerDirectory, onReady, signal } = options
  const told = Promise.withResolvers<Ports>()
  const started = Promise.withResolvers<RunningPart>()
  let peerPort = 0
  const onMessage = (message: unknown) => {
    const { joining, ready } = (message ?? {}) as Partial<Message>
    if (joining !== undefined) {
      peerPort = joining.peerPort
      const send = async (peers: object) => (await started.promise).send(peers)
      peerDirectory?.join({ name, address: `${host}:${peerPort}` }, (peers) => void send(peers))
    }
    if (ready !== undefined) told.resolve({ ...ready, peerPort })
  }
  const env = {
    ...variables,
    LAB_REPLICA: name,
    LAB_HOST: host,
    LAB_PORT: `${wanted.port}`,
    LAB_STATUS_PORT: `${wanted.statusPort}`,
    LAB_PEER_PORT: `${wanted.peerPort}`,
    LAB_TOKEN_KEYS: tokenKeys.join(','),
  }
  const running = await options.run({ env, preload: clockModule(clockOffsetSeconds), onMessage })
  started.resolve(running)
  const isReady = async (over: AbortSignal) => {
    const ports = await told.promise
    await until(() => isServed(`http://${host}:${ports.port}/readyz`), over)
    return ports
  }
  const ports = await whenReady(running, isReady, { timeoutMs: readyWithinMs, signal })
  await onReady?.()
  return { running, ports }
}

/** Told by the module's own URL: a variable would be one more that a replica's environment must allow for. */
function clockModule(offsetSeconds: number): string | undefined {
  return offsetSeconds === 0 ? undefined : `clock-offset.ts?seconds=${offsetSeconds}`
}
