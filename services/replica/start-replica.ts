/** Runs a replica as a process: reads the environment, builds the application, listens, and stops on a signal. */
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'
import type { PeerChannel } from '../peers/channel.ts'
import type { PeerAddress } from '../peers/peer.ts'
import { type BuildOptions, buildApp } from './app.ts'
import { ConfigError, type ReplicaConfig, readConfig } from './config/config.ts'
import { buildStatusApp } from './status.ts'

/** Exit status for an invalid configuration, and for any other error at the start. */
const exitCodes = { invalidConfig: 2, cannotStart: 1 } as const

/** Parts that programs other than `main.ts` can replace. */
export type StartOverrides = Pick<BuildOptions, 'strategies'>

/**
 * Starts the replica that the environment describes, and sends its ports to the parent process, if there is an IPC channel:
 * `{ ready: { port, statusPort } }`. If a strategy needs peers, it first sends `{ joining: { peerPort } }` and waits for the
 * peer addresses of all replicas, `{ peers: [{ name, address }] }`, which the parent may send again when they change.
 *
 * It listens to clients only after it has received its peers' state, since a load balancer uses every replica that listens.
 * It stops on SIGTERM, on SIGINT, and when the parent process ends. If it cannot start, it prints one line for each problem
 * and exits.
 */
export async function startReplica(overrides: StartOverrides = {}): Promise<void> {
  try {
    await start(overrides)
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    process.exit(error instanceof ConfigError ? exitCodes.invalidConfig : exitCodes.cannotStart)
  }
}

async function start(overrides: StartOverrides): Promise<void> {
  // Installs the handlers first, so that a signal during the start stops the replica as soon as it has started.
  const stopped = stopSignal()
  const config = readConfig(overrides.strategies)
  const { app, modes, peers, stop } = await buildApp(config, {
    ...overrides,
    logger: { base: { replica: config.replica } },
  })
  const status = buildStatusApp(config.replica, modes)
  const statusPort = await listen(status, config.host, config.statusPort)
  if (peers) await Promise.race([join(peers, config), stopped])
  const port = await listen(app, config.host, config.port)
  app.log.info({ port, statusPort, pid: process.pid }, 'replica is ready')
  sendToParent({ ready: { port, statusPort } })

  app.log.info({ by: await stopped }, 'replica stops')
  await stop()
  // The status pages are closed last, so that they show the progress of the stop.
  await status.close()
  process.exit()
}

async function listen(app: FastifyInstance, host: string, port: number): Promise<number> {
  await app.listen({ host, port, listenTextResolver: (address) => `listening at ${address}` })
  return (app.server.address() as AddressInfo).port
}

/** Ignores a parent that has ended: `disconnect` stops the replica in that case. */
function sendToParent(message: object): void {
  process.send?.(message, () => {})
}

/** Takes the members from the environment, or from the parent, now and later; without either the replica is alone. */
async function join(peers: PeerChannel, config: ReplicaConfig): Promise<void> {
  const peerPort = await peers.listen(config.host, config.peerPort)
  process.on('message', (message) => {
    const { peers: members } = (message ?? {}) as { readonly peers?: readonly PeerAddress[] }
    if (members) peers.setMembers(members)
  })
  if (config.peers || !process.send) peers.setMembers(config.peers ?? [])
  sendToParent({ joining: { peerPort } })
  while (!peers.hasJoined()) await sleep(10)
}

/** Resolves to the first signal or event that asks this process to stop; later ones are ignored. */
function stopSignal(): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>()
  for (const event of ['SIGTERM', 'SIGINT', 'disconnect'] as const) process.on(event, () => resolve(event))
  // Undefined without a parent; false if the parent ended while this program was loading.
  if (process.connected === false) resolve('disconnect')
  return promise
}
