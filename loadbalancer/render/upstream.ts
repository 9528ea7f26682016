/** The `upstream` block that every policy uses: servers, failure handling, keep-alive connections. */

import type { UpstreamServer } from '../policy.ts'
import { block } from './block.ts'

interface Upstream {
  readonly name: string
  /** The directive that picks a server, e.g. `ip_hash`; without it nginx uses round robin. */
  readonly method?: string
  readonly replicas: readonly UpstreamServer[]
  /** Adds the replicas' names as `route=`, which `sticky` writes into its cookie. */
  readonly named?: boolean
  /** Replicas that nginx uses only while none of `replicas` is available. */
  readonly backups?: readonly UpstreamServer[]
}

/** Explains the lines that all upstreams share, once above them. */
export const upstreamNotes = `\
# In every upstream:
#   zone          all workers share one balancing and failure state; without it each worker has its own
#   fail_timeout  nginx avoids a failed replica for one second, not the default ten, and so soon uses it after a restart
#   keepalive     connections stay open; nginx still picks a replica per request, not per connection`

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

/** Only nginx versions with `sticky` know `drain`: such a server still gets the clients whose cookie names it. */
function renderServer({ name, address, draining = false }: UpstreamServer, named: boolean): string {
  const route = named ? ` route=${name}` : ''
  const state = draining ? (named ? ' drain' : ' down') : ''
  return `server ${address}${route} fail_timeout=1s${state};`
}
