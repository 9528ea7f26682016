/** Least connections: whichever replica has the fewest requests under way, whoever is asking. */
import type { Policy } from '../policy.ts'
import { renderUpstream } from '../render/upstream.ts'

const why =
  '# Counted are requests under way, not connections kept open. Where several are equally idle they take turns.'

export const leastConn: Policy = {
  summary: 'whichever replica has the fewest requests under way, whoever is asking',
  affinity: 'none',
  choice: 'least-busy',
  upstream: ({ mode, replicas }) => `${why}\n${renderUpstream({ name: mode, method: 'least_conn', replicas })}`,
  location: ({ mode }) => `proxy_pass http://${mode};`,
}
