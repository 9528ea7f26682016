/** Whether the members of a cluster have found each other, as their status pages tell. */
import { until } from '../parts/readiness.ts'
import type { ReplicaHandle } from '../stack.ts'
import { StackError } from '../stack-error.ts'

/** The status page as far as it tells of peers. */
interface StatusPage {
  readonly modes: Readonly<Record<string, { readonly replication?: { readonly peers: readonly Peer[] } }>>
}

interface Peer {
  readonly name: string
  readonly connected: boolean
  readonly synchronised: boolean
}

const withinMs = 30_000

/** Resolves when each of them has heard all that the others know, and knows of nobody else. Throws `ERR_PART_FAILED`. */
export async function waitForSync(members: readonly ReplicaHandle[]): Promise<void> {
  const names = members.map(({ name }) => name)
  const limit = AbortSignal.timeout(withinMs)
  try {
    await Promise.all(members.map((member) => until(() => knowsAlone(member, names), limit)))
  } catch (cause) {
    const message = `${names.join(', ')} do not know each other's sessions after ${withinMs / 1_000} s`
    throw new StackError('ERR_PART_FAILED', message, { cause })
  }
}

async function knowsAlone({ name, statusOrigin }: ReplicaHandle, members: readonly string[]): Promise<boolean> {
  const others = members.filter((member) => member !== name)
  try {
    const answer = await fetch(`${statusOrigin}/status`, { signal: AbortSignal.timeout(2_000) })
    const { modes } = (await answer.json()) as StatusPage
    return Object.values(modes).every(({ replication }) => isGathered(replication?.peers, others))
  } catch {
    return false // It will be asked again.
  }
}

/** @param peers absent where a mode copies nothing */
function isGathered(peers: readonly Peer[] | undefined, others: readonly string[]): boolean {
  if (peers === undefined) return true
  const known = peers.filter(({ connected, synchronised }) => connected && synchronised)
  return peers.length === others.length && others.every((other) => known.some(({ name }) => name === other))
}
