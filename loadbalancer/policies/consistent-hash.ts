/** Consistent hash of the client's address: the key exists before the login, and adding or removing a replica moves few users. */
import type { Policy } from '../policy.ts'
import { renderUpstream } from '../render/upstream.ts'

const why = `\
# nginx hashes the client's whole address, which is the same before and after the login; all users behind one address get
# the same replica. Each replica has 160 points on a ring (ketama): a new replica takes over about its own share of the
# users and leaves the others in place. The cost: shares are uneven, because the points are placed by hash.`

export const consistentHash: Policy = {
  summary: "the client's whole address picks the replica, on a ring: a new replica moves only its own share of users",
  affinity: 'address',
  choice: 'ring',
  upstream: ({ mode, replicas }) =>
    `${why}\n${renderUpstream({ name: mode, method: 'hash $remote_addr consistent', replicas })}`,
  location: ({ mode }) => `proxy_pass http://${mode};`,
}
