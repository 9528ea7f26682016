/** What belongs to the modes: which paths are whose, and for each its upstreams and locations. */

import type { LoadBalancer } from '../load-balancer.ts'
import type { Pool } from '../policy.ts'
import { policies } from '../registry.ts'
import { alignRows, block } from './block.ts'
import { withSecurityHeaders } from './security-headers.ts'
import { upstreamNotes } from './upstream.ts'

/** The map from path to mode, for `http { … }`; also asked where a request never gets to a location. */
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

/** All locations, for `server { … }`. Twins, since nginx cannot say by method what may be retried. */
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
# PUT and DELETE take this way to the mode's @once location, by a status that no client ever sees.
error_page 418 = @once-$mode;
recursive_error_pages on;  # what goes wrong there becomes a problem document too

${sections.join('\n\n')}`
}

const heading = (mode: string, policy: string) => `# ---- ${mode}: ${policy} `.padEnd(80, '-')
