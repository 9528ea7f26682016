/** Probes of single parts and links, past the load of the run: they show whether a fault has taken effect. */
import { once } from 'node:events'
import { connect } from 'node:net'
import type { ReplicaStatus } from '../../services/replica/status.ts'
import type { ReplicaHandle } from '../../stack/stack.ts'

/** What came of one request: a silent part accepts connections, but does not answer in time. */
export type Reaction = 'answers' | 'refuses' | 'silent'

/** More than a running part takes on a busy machine, less than a fault lasts. */
const patienceMs = 500

export async function reactionOf(url: string): Promise<Reaction> {
  try {
    await (await fetch(url, { signal: AbortSignal.timeout(patienceMs) })).body?.cancel()
    return 'answers'
  } catch (error) {
    return error instanceof Error && error.name === 'TimeoutError' ? 'silent' : 'refuses'
  }
}

/** Whether a connection to this address, `host:port`, is refused. */
export async function isRefused(address: string): Promise<boolean> {
  const { hostname, port } = new URL(`tcp://${address}`)
  const socket = connect({ host: hostname, port: Number(port), timeout: patienceMs })
  try {
    return await Promise.race([once(socket, 'connect').then(() => false), once(socket, 'timeout').then(() => false)])
  } catch {
    return true
  } finally {
    socket.destroy()
  }
}

/** How long a Redis at this address takes to answer a PING, ms. @throws where the connection fails */
export async function pingMs(address: string, timeoutMs: number): Promise<number> {
  const { hostname, port } = new URL(`tcp://${address}`)
  const socket = connect({ host: hostname, port: Number(port) })
  const signal = AbortSignal.timeout(timeoutMs)
  try {
    const startMs = performance.now()
    socket.write('PING\r\n')
    await once(socket, 'data', { signal })
    return performance.now() - startMs
  } finally {
    socket.destroy()
  }
}

/** How long a GET takes, ms. @throws where there is no answer */
export async function answerMs(url: string, timeoutMs: number): Promise<number> {
  const startMs = performance.now()
  await (await fetch(url, { signal: AbortSignal.timeout(timeoutMs) })).arrayBuffer()
  return performance.now() - startMs
}

/**
 * The replicas that answer requests of new clients: without a cookie, each from an address of its own.
 * @param path a path below which replicas answer, e.g. `/redis/me`
 */
export async function replicasForNewClients(origin: string, path: string, clients = 12): Promise<ReadonlySet<string>> {
  const answers = await Promise.all(
    Array.from({ length: clients }, () => {
      const address = [10, ...crypto.getRandomValues(new Uint8Array(3))].join('.')
      return fetch(`${origin}${path}`, {
        headers: { 'x-forwarded-for': address },
        signal: AbortSignal.timeout(2_000),
      })
    }),
  )
  const names = answers.map(({ headers }) => headers.get('x-replica') ?? '')
  await Promise.all(answers.map(({ body }) => body?.cancel()))
  return new Set(names)
}

/** A replica's process, as its status page tells. */
export interface ReplicaProcess {
  /** Differs for each process. */
  readonly startedAtMs: number
  /** How far its clock is ahead of this machine's; negative: behind. */
  readonly clockAheadMs: number
}

/** @throws where the replica does not answer in time */
export async function processOf({ statusOrigin }: Pick<ReplicaHandle, 'statusOrigin'>): Promise<ReplicaProcess> {
  const answer = await fetch(`${statusOrigin}/status`, { signal: AbortSignal.timeout(2_000) })
  const { startedAtMs, uptimeSeconds } = (await answer.json()) as ReplicaStatus
  return { startedAtMs, clockAheadMs: startedAtMs + uptimeSeconds * 1_000 - Date.now() }
}
