/** One replica as a process: told everything by its environment, it tells its ports over its channel. */
import { type Child, type Launch, spawnChild } from './child.ts'
import type { Membership } from './membership.ts'
import { createPart } from './part.ts'
import { loopback } from './port.ts'
import type { ReplicaQuota } from './quota.ts'
import { isServed, until, whenReady } from './readiness.ts'
import type { Replica, ReplicaSettings } from './stack.ts'

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
  /** Limits the process once it is ready: it starts at full speed. */
  readonly quota?: Pick<ReplicaQuota, 'apply'> | undefined
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

/** Starts the program on this process's Node; resolves when `/readyz` says yes. */
export async function startReplica(options: ReplicaOptions): Promise<Replica> {
  const { name } = options
  let settings = initialSettings
  const { child, ports } = await run(options, settings, anyPorts)
  return {
    name,
    origin: `http://${loopback}:${ports.port}`,
    statusOrigin: `http://${loopback}:${ports.statusPort}`,
    get settings() {
      return settings
    },
    configure: (changes) => {
      settings = { ...settings, ...changes }
    },
    ...createPart(child, async () => (await run(options, settings, ports)).child),
  }
}

const initialSettings: ReplicaSettings = { clockOffsetSeconds: 0, tokenKeys: ['key-1'] }

async function run(
  options: ReplicaOptions,
  { clockOffsetSeconds, tokenKeys }: ReplicaSettings,
  wanted: Ports,
): Promise<{ child: Child; ports: Ports }> {
  const { name, program, variables, launch, membership, quota } = options
  const { promise: ready, resolve } = Promise.withResolvers<Ports>()
  let peerPort = 0
  const onMessage = (message: unknown) => {
    const { joining, ready } = (message ?? {}) as Partial<Message>
    if (joining !== undefined) {
      peerPort = joining.peerPort
      membership?.join({ name, address: `${loopback}:${peerPort}` }, (peers) => child.send(peers))
    }
    if (ready !== undefined) resolve({ ...ready, peerPort })
  }
  const env = {
    ...variables,
    LAB_REPLICA: name,
    LAB_HOST: loopback,
    LAB_PORT: `${wanted.port}`,
    LAB_STATUS_PORT: `${wanted.statusPort}`,
    LAB_PEER_PORT: `${wanted.peerPort}`,
    LAB_TOKEN_KEYS: tokenKeys.join(','),
  }
  const args = [...clockArguments(clockOffsetSeconds), program]
  const child = spawnChild({ name, command: process.execPath, args, env, onMessage }, launch)
  const isReady = async (signal: AbortSignal) => {
    const ports = await ready
    await until(() => isServed(`http://${loopback}:${ports.port}/readyz`), signal)
    return ports
  }
  const ports = await whenReady(child, isReady, { timeoutMs: 20_000, signal: launch.signal })
  quota?.apply(name, child.pid)
  return { child, ports }
}

/** Told by the module's own URL: a variable would be one more that a replica's environment must allow for. */
function clockArguments(offsetSeconds: number): readonly string[] {
  if (offsetSeconds === 0) return []
  return ['--import', new URL(`clock-offset.ts?seconds=${offsetSeconds}`, import.meta.url).href]
}
