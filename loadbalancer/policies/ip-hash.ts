/** IP hash: the client's address picks the replica, so a client keeps its replica while it keeps its address. */
import type { Policy } from '../policy.ts'
import { renderUpstream } from '../render/upstream.ts'

const why = `\
# nginx hashes the first three bytes of an IPv4 address (all of IPv6): all clients in one /24 get the same replica.`

export const ipHash: Policy = {
  summary: "the client's address (IPv4: its /24) picks the replica",
  affinity: 'address',
  choice: 'modulo',
  upstream: ({ mode, replicas }) => `${why}\n${renderUpstream({ name: mode, method: 'ip_hash', replicas })}`,
  location: ({ mode }) => `proxy_pass http://${mode};`,
}
