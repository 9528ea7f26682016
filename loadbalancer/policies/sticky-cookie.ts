/**
 * Sticky cookie: the first response sets a cookie with the replica's name, and the client's next requests go there.
 *
 * It uses maps, so that it works with every nginx: open-source nginx has a `sticky` directive only since 1.29.6 (`sticky-native`).
 */

import type { Policy, Pool, UpstreamServer } from '../policy.ts'
import { alignRows, block } from '../render/block.ts'
import { cookieName, cookieScope, cookieVariable } from '../render/cookie.ts'
import { renderUpstream } from '../render/upstream.ts'

export const stickyCookie: Policy = {
  summary: 'a cookie from the load balancer names the replica that answered first',
  affinity: 'cookie',
  choice: 'turns',
  upstream: (pool) =>
    [...cookieVariable('route', pool).map, renderPoolMap(pool), renderCookieMap(pool), renderUpstreams(pool)].join(
      '\n\n',
    ),
  location: ({ mode }) => `\
proxy_pass http://$${poolOf(mode)};
add_header Set-Cookie $${cookieOf(mode)} always;`,
}

function renderPoolMap(pool: Pool): string {
  const { mode, replicas } = pool
  const rows = replicas.map((replica) => [replica.name, upstreamOf(mode, replica)] as const)
  return `\
# Request: the cookie names the replica. Without a cookie, or with an unknown name, the replicas take turns.
${block(`map ${cookieVariable('route', pool).variable} $${poolOf(mode)}`, ...alignRows([['default', mode], ...rows]))}`
}

function renderCookieMap(pool: Pool): string {
  return `\
# Response: X-Replica names the replica that answered, also after a retry. ($upstream_addr is an IP address even if the
# replicas are configured by name.) nginx sets the cookie only when it changes: at first, and after its replica has died.
${block(
  `map "${cookieVariable('route', pool).variable} $upstream_http_x_replica" $${cookieOf(pool.mode)}`,
  `default       "${cookieName('route', pool)}=$upstream_http_x_replica; ${cookieScope(pool)}; HttpOnly; SameSite=Lax";`,
  `"~^(.*) \\1$"  "";  # the client already has this cookie`,
  `"~ $"         "";  # no replica answered`,
)}`
}

function renderUpstreams({ mode, replicas }: Pool): string {
  const anyReplica = renderUpstream({ name: mode, replicas })
  const each = replicas.map((replica) => {
    const backups = replicas.filter((other) => other !== replica && !other.draining)
    return renderUpstream({ name: upstreamOf(mode, replica), replicas: [{ ...replica, draining: false }], backups })
  })
  return `\
${anyReplica}

# One upstream per replica: the others are backups, which nginx uses only while this replica is unavailable.
${each.join('\n')}`
}

// A mode's name contains no dot and no underscore, so the names of two modes never collide.
const upstreamOf = (mode: string, replica: UpstreamServer) => `${mode}.${replica.name}`
const poolOf = (mode: string) => `pool_${mode.replaceAll('-', '_')}`
const cookieOf = (mode: string) => `route_${mode.replaceAll('-', '_')}`
