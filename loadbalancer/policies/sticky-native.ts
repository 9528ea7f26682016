/** Sticky, native: nginx's own `sticky` directive instead of the maps of `sticky-cookie`. */

import type { Policy } from '../policy.ts'
import { cookieName } from '../render/cookie.ts'
import { renderUpstream } from '../render/upstream.ts'

const why = `\
# With every response nginx sets the cookie \`route\` to the \`route=\` name of the server that answered. It ignores a cookie
# with an unknown name or that of an unavailable replica: the replicas take turns, and the response sets a new cookie.`

export const stickyNative: Policy = {
  summary: "nginx's own sticky cookie, set with every answer",
  affinity: 'cookie',
  choice: 'turns',
  since: '1.29.6',
  upstream: (pool) => {
    const { mode, replicas, tls } = pool
    const method = `sticky cookie ${cookieName('route', pool)} ${tls ? 'path=/ secure' : `path=/${mode}`} httponly samesite=lax`
    return `${why}\n${renderUpstream({ name: mode, method, replicas, named: true })}`
  },
  location: ({ mode }) => `proxy_pass http://${mode};`,
}
