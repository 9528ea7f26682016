/** The `upstream` block that every policy shares: its servers, their failures, the connections kept open. */

import type { Replica } from '../policy.ts'
import { block } from './block.ts'

interface Upstream {
  readonly name: string
  /** The directive that picks a server, e.g. `ip_hash`; without it nginx takes turns. */
  readonly method?: string
  readonly replicas: readonly Replica[]
  /** Whether nginx is told the replicas' names, for `sticky` to put into its cookie. */
  readonly named?: boolean
  /** Replicas that are asked only while none of `replicas` answers. */
  readonly backups?: readonly Replica[]
}

/** Said once above all upstreams, since the same lines stand in each of them. */
export const upstreamNotes = `\
# In every upstream:
#   zone          one turn order and one failure state for all workers; without it each worker counts for itself
#   fail_timeout  a replica that failed is left alone for one second, not for ten: once restarted it is soon back
#   keepalive     connections stay open; nginx still picks a replica for each request, not for each connection`

/** Renders one upstream block. */
export function renderUpstream({ name, method, replicas, named = false, backups = [] }: Upstream): string {
  return block(
    `upstream ${name}`,
    `zone ${name} 128k;`,
    ...(method === undefined ? [] : [`${method};`]),
    ...replicas.map((replica) => renderServer(replica, named)),
    ...backups.map(({ address }) => `server ${address} fail_timeout=1s backup;`),
    'keepalive 256; keepalive_requests 100000000; keepalive_timeout 3600s;',
  )
}

/** `drain` is known only to an nginx that has `sticky`: it still gets those whom the cookie binds to it. */
function renderServer({ name, address, draining = false }: Replica, named: boolean): string {
  const route = named ? ` route=${name}` : ''
  const state = draining ? (named ? ' drain' : ' down') : ''
  return `server ${address}${route} fail_timeout=1s${state};`
}
