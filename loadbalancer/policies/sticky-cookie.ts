/**
 * Sticky cookie: the first answer tells the client who gave it, and the client's next requests go there.
 *
 * Made of maps, so that it works on every nginx: the open-source one has a `sticky` directive only since 1.29.6 (`sticky-native`).
 */

import type { Policy, Pool, Replica } from '../policy.ts'
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
# Going in: the cookie names a replica. Without one, or with one that names nobody, the replicas take turns.
${block(`map ${cookieVariable('route', pool).variable} $${poolOf(mode)}`, ...alignRows([['default', mode], ...rows]))}`
}

function renderCookieMap(pool: Pool): string {
  return `\
# Coming out: X-Replica says who answered, after a retry too. ($upstream_addr would not do: an address even where
# replicas are given by name.) The cookie is set only when it changes: at first, and after its replica has died.
${block(
  `map "${cookieVariable('route', pool).variable} $upstream_http_x_replica" $${cookieOf(pool.mode)}`,
  `default       "${cookieName('route', pool)}=$upstream_http_x_replica; ${cookieScope(pool)}; HttpOnly; SameSite=Lax";`,
  `"~^(.*) \\1$"  "";  # the cookie says so already`,
  `"~ $"         "";  # no replica answered`,
)}`
}

function renderUpstreams({ mode, replicas }: Pool): string {
  const anyone = renderUpstream({ name: mode, replicas })
  const each = replicas.map((replica) => {
    const backups = replicas.filter((other) => other !== replica && !other.draining)
    return renderUpstream({ name: upstreamOf(mode, replica), replicas: [{ ...replica, draining: false }], backups })
  })
  return `\
${anyone}

# One upstream for each replica: it alone is asked while it lives, and the others stand in when it is dead.
${each.join('\n')}`
}

// A mode's name has no dot and no underscore, so none of these names can be another mode's.
const upstreamOf = (mode: string, replica: Replica) => `${mode}.${replica.name}`
const poolOf = (mode: string) => `pool_${mode.replaceAll('-', '_')}`
const cookieOf = (mode: string) => `route_${mode.replaceAll('-', '_')}`
