/** One replica as a process: told everything by its environment, it tells its ports over its channel. */
import { type Launch, spawnChild } from './child.ts'
import type { Membership } from './membership.ts'
import { loopback } from './port.ts'
import { isServed, until, whenReady } from './readiness.ts'
import type { ReplicaHandle } from './stack.ts'

/** A running replica process. */
export interface ReplicaPart extends ReplicaHandle {
  stop(): Promise<void>
}

/** What a replica program sends (`process.send`) once it listens. */
export interface ReadyMessage {
  readonly ready: { readonly port: number; readonly statusPort: number; readonly peerPort?: number }
}

/**
 * Starts `program` on this process's Node with `LAB_…` variables and nothing else; resolves when `/readyz` says yes.
 * Where there is a membership the replica joins it, since it is not ready before it has been told of its peers.
 */
export async function startReplica(
  name: string,
  program: string,
  variables: Readonly<Record<string, string>>,
  launch: Launch,
  membership?: Membership,
): Promise<ReplicaPart> {
  const { promise: listening, resolve } = Promise.withResolvers<ReadyMessage['ready']>()
  const child = spawnChild(
    {
      name,
      command: process.execPath,
      args: [program],
      env: { ...variables, LAB_REPLICA: name, LAB_HOST: loopback, LAB_PORT: '0', LAB_STATUS_PORT: '0' },
      onMessage: (message) => isReadyMessage(message) && resolve(message.ready),
    },
    launch,
  )
  const { port, statusPort } = await whenReady(
    child,
    async (signal) => {
      const ports = await listening
      if (ports.peerPort !== undefined) {
        membership?.join({ name, address: `${loopback}:${ports.peerPort}` }, (message) => child.send(message))
      }
      await until(() => isServed(`http://${loopback}:${ports.port}/readyz`), signal)
      return ports
    },
    { timeoutMs: 20_000, signal: launch.signal },
  )
  return {
    name,
    origin: `http://${loopback}:${port}`,
    statusOrigin: `http://${loopback}:${statusPort}`,
    stop: () => child.stop('SIGTERM', 5000),
  }
}

function isReadyMessage(message: unknown): message is ReadyMessage {
  const { ready } = (message ?? {}) as Partial<ReadyMessage>
  return typeof ready?.port === 'number' && typeof ready.statusPort === 'number'
}
