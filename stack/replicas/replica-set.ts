/** The replica set: the replicas of a stack, and those that nginx uses; each change runs in the order that loses the fewest requests. */
import type { UpstreamServers } from '../parts/nginx-control.ts'
import type { Replica, Stack } from '../stack.ts'

/** What a change of the set calls. */
export interface ReplicaSetOptions {
  /** Starts a replica; resolves when it is ready. */
  start(number: number): Promise<Replica>
  /** Makes nginx use these servers; resolves when the change is in force. */
  balance(servers: UpstreamServers): Promise<void>
  /** Called when a replica has been removed permanently. */
  onLeave(name: string): Promise<void>
  /** Makes these replicas the cluster; resolves when each has the others' sessions. */
  formCluster(members: readonly Replica[]): Promise<void>
  /** Called with the replicas that are not in use; all others are. */
  onUnused(unused: readonly Replica[]): Promise<void>
}

/** The replicas of a stack, with the changes that a stack offers. */
export interface ReplicaSet extends Pick<Stack, 'replicas' | 'addReplica' | 'removeReplica' | 'drain' | 'useReplicas'> {
  /** All replicas, in use or not. */
  readonly all: readonly Replica[]
  reload(): Promise<void>
}

/** These replicas as servers of nginx's upstreams. */
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

/** Concurrent changes run one after the other. */
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
        const replica = await start(lowestFree(replicas.map(({ name }) => numberOf(name))))
        replicas = [...replicas, replica]
        await apply()
        return replica
      }),
    removeReplica: (name) =>
      inTurn(async () => {
        const replica = replicas.find((one) => one.name === name)
        if (replica === undefined) return
        if (replicas.length === 1) throw new Error(`cannot remove ${name}: it is the last replica`)
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
        // A replica joins the cluster before nginx uses it, and leaves the cluster after nginx has stopped using it.
        if (members.length > before) await formCluster(members)
        await apply()
        if (members.length < before) await formCluster(members)
        await onUnused(replicas.slice(count))
      }),
    reload: () => inTurn(apply),
  }
}

/** A new replica takes the lowest free number. */
function lowestFree(taken: readonly number[]): number {
  let number = 1
  while (taken.includes(number)) number += 1
  return number
}

function numberOf(name: string): number {
  return Number(name.split('-').at(-1))
}
