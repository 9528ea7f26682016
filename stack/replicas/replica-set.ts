/** Which replicas there are, and which of them get requests: every change goes to the load balancer in the order that loses least. */
import type { UpstreamServers } from '../parts/nginx-control.ts'
import type { Replica, Stack } from '../stack.ts'

/** What a change of the rotation needs. */
export interface ReplicaSetOptions {
  /** Starts a replica; resolves when it is ready. */
  start(number: number): Promise<Replica>
  /** Makes the load balancer use this rotation; resolves when it does. */
  balance(rotation: UpstreamServers): Promise<void>
  /** A replica is gone for good. */
  onLeave(name: string): Promise<void>
  /** Makes these the members of the cluster, and no others; resolves when each knows what the others know. */
  formCluster(members: readonly Replica[]): Promise<void>
  /** These are not in use any more, and all others are. */
  onUnused(unused: readonly Replica[]): Promise<void>
}

/** The replicas of a stack, and the changes that a stack offers. */
export interface ReplicaSet extends Pick<Stack, 'replicas' | 'addReplica' | 'removeReplica' | 'drain' | 'useReplicas'> {
  /** Those that are up: whoever is not in use idles. */
  readonly all: readonly Replica[]
  reload(): Promise<void>
}

/** How the load balancer knows these replicas. */
export function upstreamServersOf(
  replicas: readonly Replica[],
  draining: ReadonlySet<string> = new Set(),
): UpstreamServers {
  return replicas.map(({ name, origin }) => ({
    name,
    address: new URL(origin).host,
    ...(draining.has(name) && { draining: true }),
  }))
}

/** Changes happen one after the other, whoever asks for them. */
export function createReplicaSet(
  first: readonly Replica[],
  { start, balance, onLeave, formCluster, onUnused }: ReplicaSetOptions,
): ReplicaSet {
  let replicas = [...first]
  let used = Number.POSITIVE_INFINITY
  const draining = new Set<string>()
  let last: Promise<unknown> = Promise.resolve()

  function inTurn<T>(change: () => Promise<T>): Promise<T> {
    const done = last.then(change)
    last = done.catch(() => {})
    return done
  }
  const inUse = () => replicas.slice(0, used)
  const apply = () => balance(upstreamServersOf(inUse(), draining))

  return {
    get replicas() {
      return inUse()
    },
    get all() {
      return replicas
    },
    addReplica: () =>
      inTurn(async () => {
        const replica = await start(firstFree(replicas.map(({ name }) => numberOf(name))))
        replicas = [...replicas, replica]
        await apply()
        return replica
      }),
    removeReplica: (name) =>
      inTurn(async () => {
        const replica = replicas.find((one) => one.name === name)
        if (replica === undefined) return
        if (replicas.length === 1) throw new Error(`${name} is the last replica: nobody would be left to answer`)
        replicas = replicas.filter((one) => one !== replica)
        draining.delete(name)
        await apply()
        await replica.stop()
        await onLeave(name)
      }),
    drain: (name, isDraining) =>
      inTurn(async () => {
        if (isDraining) draining.add(name)
        else draining.delete(name)
        await apply()
      }),
    useReplicas: (count) =>
      inTurn(async () => {
        const before = inUse().length
        used = count
        const members = inUse()
        // Who comes knows the sessions before it is asked for them, and who goes is asked no more before it is alone.
        if (members.length > before) await formCluster(members)
        await apply()
        if (members.length < before) await formCluster(members)
        await onUnused(replicas.slice(count))
      }),
    reload: () => inTurn(apply),
  }
}

/** A replica that is added takes the place of one that was removed, where there is such a place. */
function firstFree(taken: readonly number[]): number {
  let number = 1
  while (taken.includes(number)) number += 1
  return number
}

function numberOf(name: string): number {
  return Number(name.split('-').at(-1))
}
