/** The modes' part: the map from path to mode, and each mode's upstreams and locations. */

import type { LoadBalancer } from '../load-balancer.ts'
import type { Pool } from '../policy.ts'
import { policies } from '../registry.ts'
import { alignRows, block } from './block.ts'
import { withSecurityHeaders } from './security-headers.ts'
import { upstreamNotes } from './upstream.ts'

/** The map from path to mode, for `http { … }`. The access log uses it also for requests that reach no location. */
export function renderModeMap({ modes }: LoadBalancer): string {
  const rows = modes.map(({ name }) => [`~^/${name}/`, name] as const)
  return block('map $uri $mode', ...alignRows([['default', '-'], ...rows]))
}

/** All upstreams, for `http { … }`. */
export function renderUpstreams({ modes, replicas, tls }: LoadBalancer): string {
  const sections = modes.map(({ name, policy }) => {
    const pool: Pool = { mode: name, replicas, tls: tls !== undefined }
    return `${heading(name, policy)}\n${policies[policy].upstream(pool)}`
  })
  return [upstreamNotes, ...sections].join('\n\n')
}

/** All locations, for `server { … }`: two per mode, as nginx cannot choose by method whether to retry. */
export function renderLocations({ modes, replicas, tls }: LoadBalancer): string {
  const sections = modes.map(({ name, policy }) => {
    const forward = withSecurityHeaders(
      policies[policy].location({ mode: name, replicas, tls: tls !== undefined }),
      tls,
    )
    return [
      heading(name, policy),
      block(`location /${name}/`, 'if ($once) { return 418; }', forward),
      block(`location @once-${name}`, 'proxy_next_upstream off;', forward),
    ].join('\n')
  })
  return `\
# PUT and DELETE go to the mode's @once location by status 418, which nginx never sends to a client.
error_page 418 = @once-$mode;
recursive_error_pages on;  # errors there become problem documents too

${sections.join('\n\n')}`
}

const heading = (mode: string, policy: string) => `# ---- ${mode}: ${policy} `.padEnd(80, '-')
