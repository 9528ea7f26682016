/** Waits until the members of a cluster are in sync, according to their status pages. */
import type { ReplicaStatus } from '../../services/replica/status.ts'
import { until } from '../parts/readiness.ts'
import type { ReplicaHandle } from '../stack.ts'
import { StackError } from '../stack-error.ts'

const timeoutMs = 30_000

/**
 * Resolves when each member is connected and synchronised with exactly the other members.
 *
 * @throws StackError `ERR_PART_FAILED` after 30 s
 */
export async function waitForSync(members: readonly ReplicaHandle[]): Promise<void> {
  const names = members.map(({ name }) => name)
  const limit = AbortSignal.timeout(timeoutMs)
  try {
    await Promise.all(members.map((member) => until(() => isInSync(member, names), limit)))
  } catch (cause) {
    const message = `${names.join(', ')} are not in sync after ${timeoutMs / 1_000} s`
    throw new StackError('ERR_PART_FAILED', message, { cause })
  }
}

async function isInSync({ name, statusOrigin }: ReplicaHandle, members: readonly string[]): Promise<boolean> {
  const others = members.filter((member) => member !== name)
  try {
    const answer = await fetch(`${statusOrigin}/status`, { signal: AbortSignal.timeout(2_000) })
    const { modes } = (await answer.json()) as ReplicaStatus
    return Object.values(modes).every(({ replication }) => isSyncedWith(replication?.peers, others))
  } catch {
    return false // `until` asks again.
  }
}

/** @param peers undefined in a mode that does not replicate sessions */
function isSyncedWith(
  peers: NonNullable<ReplicaStatus['modes'][string]['replication']>['peers'] | undefined,
  others: readonly string[],
): boolean {
  if (peers === undefined) return true
  const known = peers.filter(({ connected, synchronised }) => connected && synchronised)
  return peers.length === others.length && others.every((other) => known.some(({ name }) => name === other))
}
