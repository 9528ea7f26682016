/** Consistent hash of the client's address: a key that is there before the login, on a ring that hardly moves when replicas come or go. */
import type { Policy } from '../policy.ts'
import { renderUpstream } from '../render/upstream.ts'

const why = `\
# Hashed is the client's whole address, which is the same before and after the login; an office behind one address shares
# one replica. Each replica has 160 points on a ring (ketama), so a new one takes over about its own share of the users and
# leaves the others where they are. The price: shares are uneven, as the points fall.`

export const consistentHash: Policy = {
  summary: "the client's whole address picks the replica, on a ring: a new replica moves only its own share of users",
  affinity: 'address',
  choice: 'ring',
  upstream: ({ mode, replicas }) =>
    `${why}\n${renderUpstream({ name: mode, method: 'hash $remote_addr consistent', replicas })}`,
  location: ({ mode }) => `proxy_pass http://${mode};`,
}
