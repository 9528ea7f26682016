/** One replica as a process: told everything by its environment, it tells its ports over its channel. */
import { type Child, type Launch, spawnChild } from './child.ts'
import type { Membership } from './membership.ts'
import { createPart } from './part.ts'
import { loopback } from './port.ts'
import { isServed, until, whenReady } from './readiness.ts'
import type { Replica } from './stack.ts'

/** What a replica is started with; whatever it is called, it stays the same when it comes back. */
export interface ReplicaOptions {
  /** `replica-1`, `replica-2`, … */
  readonly name: string
  readonly program: string
  /** `LAB_…` variables: its whole environment, but for its name and ports. */
  readonly variables: Readonly<Record<string, string>>
  readonly launch: Launch
  /** Where there is one the replica joins it, since it is not ready before it has been told of its peers. */
  readonly membership?: Membership | undefined
}

/** What a replica program sends (`process.send`) once it listens. */
interface ReadyMessage {
  readonly ready: Ports
}

interface Ports {
  readonly port: number
  readonly statusPort: number
  readonly peerPort?: number
}

/** Chosen by the system. */
const anyPorts: Ports = { port: 0, statusPort: 0, peerPort: 0 }

/** Starts the program on this process's Node; resolves when `/readyz` says yes. */
export async function startReplica(options: ReplicaOptions): Promise<Replica> {
  const { name } = options
  const { child, ports } = await run(options, anyPorts)
  return {
    name,
    origin: `http://${loopback}:${ports.port}`,
    statusOrigin: `http://${loopback}:${ports.statusPort}`,
    ...createPart(child, async () => (await run(options, ports)).child),
  }
}

async function run(options: ReplicaOptions, wanted: Ports): Promise<{ child: Child; ports: Ports }> {
  const { name, program, variables, launch, membership } = options
  const { promise: listening, resolve } = Promise.withResolvers<Ports>()
  const child = spawnChild(
    {
      name,
      command: process.execPath,
      args: [program],
      env: {
        ...variables,
        LAB_REPLICA: name,
        LAB_HOST: loopback,
        LAB_PORT: `${wanted.port}`,
        LAB_STATUS_PORT: `${wanted.statusPort}`,
        LAB_PEER_PORT: `${wanted.peerPort ?? 0}`,
      },
      onMessage: (message) => isReadyMessage(message) && resolve(message.ready),
    },
    launch,
  )
  const isReady = async (signal: AbortSignal) => {
    const ports = await listening
    if (ports.peerPort !== undefined) {
      membership?.join({ name, address: `${loopback}:${ports.peerPort}` }, (message) => child.send(message))
    }
    await until(() => isServed(`http://${loopback}:${ports.port}/readyz`), signal)
    return ports
  }
  const ports = await whenReady(child, isReady, { timeoutMs: 20_000, signal: launch.signal })
  return { child, ports }
}

function isReadyMessage(message: unknown): message is ReadyMessage {
  const { ready } = (message ?? {}) as Partial<ReadyMessage>
  return typeof ready?.port === 'number' && typeof ready.statusPort === 'number'
}
