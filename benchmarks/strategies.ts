/** The cost of authentication: `GET /me` of each strategy and of the usual stack, directly to one replica, against bare Fastify. */

import { setTimeout as sleep } from 'node:timers/promises'
import { saturate } from '../bench/load/closed.ts'
import { credentialOf, passwordCredential } from '../bench/load/users/credential.ts'
import { accountsPassword } from '../bench/load/users/virtual-users.ts'
import { readReplicaStatus } from '../bench/probes/replica-status.ts'
import type { ReplicaHandle, Stack } from '../stack/stack.ts'
import type { Rates } from './paired-rounds.ts'

export interface Target {
  readonly name: string
  readonly replica: ReplicaHandle
  readonly url: string
  readonly headers: Record<string, string>
}

/** A target and the yardstick, one directly after the other: requests per second, and for each second of the replica's CPU. */
export interface Neighbours {
  readonly perSecond: Rates
  readonly perCpuSecond: Rates
}

/** What needs no login. */
export function openTarget(name: string, stack: Stack): Target {
  const replica = replicaOf(stack)
  return { name, replica, url: `${replica.origin}/me`, headers: {} }
}

/** Logs a user in to a mode. @throws where the login or the first read is refused: then there is nothing to measure */
export async function loggedIn(name: string, stack: Stack, mode: string): Promise<Target> {
  const replica = replicaOf(stack)
  const { origin } = replica
  const username = mode === 'basic' ? 'basic-1' : 'user-1'
  const login = await fetch(`${origin}/${mode}/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username, password: accountsPassword }),
  })
  const body = await login.text()
  const url = `${origin}/${mode}/me`
  const credential = mode === 'basic' ? passwordCredential(username, accountsPassword) : credentialOf('frozen', url)
  const { access_token: token } = JSON.parse(body) as { access_token?: string }
  credential.issued({ status: login.status, setCookies: login.headers.getSetCookie(), body }, token)
  const target = { name, replica, url, headers: { ...credential.headers() } }
  const read = await fetch(target.url, { headers: target.headers })
  if (read.status !== 200) throw new Error(`${mode}: GET /me after login answers ${read.status}`)
  return target
}

/** Just enough to keep two cores busy with hashes: requests queued at the end are still computed afterwards. */
const connectionsOfBasic = 4
const connections = 32
/** Waits for the requests under way before the next target is measured. */
const settleMs = 250

/** One round: each target saturated once, in turn, and the yardstick directly before it. */
export async function measureRound(
  yardstick: Target,
  targets: readonly Target[],
  seconds: number,
): Promise<ReadonlyMap<string, Neighbours>> {
  const round = new Map<string, Neighbours>()
  for (const target of targets) {
    const [a, b] = [await measure(yardstick, seconds), await measure(target, seconds)]
    const beside = (rate: keyof Neighbours): Rates => ({ [yardstick.name]: a[rate], [target.name]: b[rate] })
    round.set(target.name, { perSecond: beside('perSecond'), perCpuSecond: beside('perCpuSecond') })
  }
  return round
}

/** Saturates one target. */
export async function measure(target: Target, seconds: number): Promise<Record<keyof Neighbours, number>> {
  const { name, replica, url, headers } = target
  const before = await cpuMicrosOf(replica)
  const { requests, requestsPerSecond, not2xx } = await saturate({
    url,
    headers,
    connections: name === 'basic' ? connectionsOfBasic : connections,
    seconds,
  })
  await sleep(settleMs)
  if (not2xx > 0) throw new Error(`${name}: ${not2xx} answers were no success`)
  return { perSecond: requestsPerSecond, perCpuSecond: (requests * 1e6) / ((await cpuMicrosOf(replica)) - before) }
}

async function cpuMicrosOf(replica: ReplicaHandle): Promise<number> {
  const { [replica.name]: totals } = await readReplicaStatus([replica], '')
  if (totals === undefined) throw new Error(`${replica.name} does not tell its CPU time`)
  return totals.cpuMicros
}

function replicaOf({ replicas: [replica] }: Stack): ReplicaHandle {
  if (replica === undefined) throw new Error('the stack has no replica')
  return replica
}
