/** Sticky, native: nginx's own `sticky` directive does what `sticky-cookie` does with maps, where nginx is new enough. */

import type { Policy } from '../policy.ts'
import { cookieName } from '../render/cookie.ts'
import { renderUpstream } from '../render/upstream.ts'

const why = `\
# nginx sets the cookie \`route\` with every answer, to the name after \`route=\` of whoever gave it. A cookie that names
# nobody, or a dead replica, counts as none: the replicas take turns, and the answer's cookie says who it was.`

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
