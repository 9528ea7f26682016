/**
 * Hash of the session cookie. It binds each session to one replica, but with N replicas only 1 session in N to the
 * replica of its login: the login itself has no cookie yet, so nginx sends it to any replica.
 */

import type { Policy } from '../policy.ts'
import { cookieVariable } from '../render/cookie.ts'
import { renderUpstream } from '../render/upstream.ts'

const why = `\
# nginx hashes the cookie \`sid\`, which the response to a login sets. The login itself has no cookie, so nginx sends it to
# the replicas in turn. Later requests go to the replica of the hash, which can be another than that of the login.
# Requests of clients without the cookie (tokens, passwords) always go to the replicas in turn.`

export const hash: Policy = {
  summary: "the session cookie's hash picks the replica, but the login has no cookie yet and may reach another replica",
  affinity: 'session-cookie',
  choice: 'modulo',
  upstream: (pool) => {
    const { variable, map } = cookieVariable('sid', pool)
    const upstream = renderUpstream({ name: pool.mode, method: `hash ${variable}`, replicas: pool.replicas })
    return [...map, `${why}\n${upstream}`].join('\n\n')
  },
  location: ({ mode }) => `proxy_pass http://${mode};`,
}
