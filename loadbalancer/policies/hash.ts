/**
 * Hash of the session cookie, a trap: it looks as if each session had its replica, and so it has, but not the one of its
 * login. The key appears only with the login's answer, so the login itself went elsewhere, N − 1 times out of N.
 */

import type { Policy } from '../policy.ts'
import { cookieVariable } from '../render/cookie.ts'
import { renderUpstream } from '../render/upstream.ts'

const why = `\
# Hashed is the cookie \`sid\`, which a client gets by the answer to its login. So the login comes without it, and
# without a key the replicas take turns; what follows goes to the replica of the key, which need not be that of the
# login. Clients that never have the cookie (tokens, passwords) take turns always.`

export const hash: Policy = {
  summary: "the session cookie's hash picks the replica: a trap, since the login comes before the cookie",
  affinity: 'session-cookie',
  choice: 'modulo',
  upstream: (pool) => {
    const { variable, map } = cookieVariable('sid', pool)
    const upstream = renderUpstream({ name: pool.mode, method: `hash ${variable}`, replicas: pool.replicas })
    return [...map, `${why}\n${upstream}`].join('\n\n')
  },
  location: ({ mode }) => `proxy_pass http://${mode};`,
}
