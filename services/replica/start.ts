/** Runs a replica as a process: environment → application → listening → told to stop → stopped. */
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'
import type { PeerChannel } from '../peers/channel.ts'
import type { PeerAddress } from '../peers/peer.ts'
import { type BuildOptions, buildApp } from './app.ts'
import { ConfigError, type ReplicaConfig, readConfig } from './config/config.ts'
import { buildStatusApp } from './status.ts'

/** Exit status for an environment that is no configuration, and for whatever else keeps a replica from starting. */
const exitCodes = { invalidConfig: 2, cannotStart: 1 } as const

/** What a program other than `main.ts` may swap. */
export type StartOverrides = Pick<BuildOptions, 'strategies'>

/**
 * Starts the replica the environment describes, and tells the parent process, if there is one to listen, where it is:
 * `{ ready: { port, statusPort } }`. Where a strategy needs peers it says `{ joining: { peerPort } }` before, and waits for
 * the peer addresses of all replicas, `{ peers: [{ name, address }] }`, which may come again whenever they change.
 *
 * It listens to clients only when it knows what its peers know: a load balancer takes whoever listens for ready.
 * It stops on SIGTERM, on SIGINT, and when the parent is gone. Where it cannot start it says why, one line for each
 * problem, and exits.
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
  // Asked first of all: whoever is told to stop while still starting stops as soon as it has started.
  const told = toldToStop()
  const config = readConfig(overrides.strategies)
  const { app, modes, peers, stop } = await buildApp(config, {
    ...overrides,
    logger: { base: { replica: config.replica } },
  })
  const status = buildStatusApp(config.replica, modes)
  const statusPort = await listen(status, config.host, config.statusPort)
  if (peers) await Promise.race([join(peers, config), told])
  const port = await listen(app, config.host, config.port)
  app.log.info({ port, statusPort, pid: process.pid }, 'replica is ready')
  tellParent({ ready: { port, statusPort } })

  app.log.info({ by: await told }, 'replica stops')
  await stop()
  // The status pages go last: they show how the stopping goes.
  await status.close()
  process.exit()
}

async function listen(app: FastifyInstance, host: string, port: number): Promise<number> {
  await app.listen({ host, port, listenTextResolver: (address) => `listening at ${address}` })
  return (app.server.address() as AddressInfo).port
}

/** A parent that is gone by now is no error here: whoever is told to stop hears of that. */
function tellParent(message: object): void {
  process.send?.(message, () => {})
}

/** Members come from the environment, or from the parent, now and later; a replica with neither is alone. */
async function join(peers: PeerChannel, config: ReplicaConfig): Promise<void> {
  const peerPort = await peers.listen(config.host, config.peerPort)
  process.on('message', (message) => {
    const { peers: members } = (message ?? {}) as { readonly peers?: readonly PeerAddress[] }
    if (members) peers.setMembers(members)
  })
  if (config.peers || !process.send) peers.setMembers(config.peers ?? [])
  tellParent({ joining: { peerPort } })
  while (!peers.hasJoined()) await sleep(10)
}

/** Resolves to what told this process to stop; being told again is harmless. */
function toldToStop(): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>()
  for (const event of ['SIGTERM', 'SIGINT', 'disconnect'] as const) process.on(event, () => resolve(event))
  // Undefined without a parent; false where the parent went while this program was being loaded.
  if (process.connected === false) resolve('disconnect')
  return promise
}
