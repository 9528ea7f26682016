/** Least connections: the replica with the fewest requests in progress gets the next one. */
import type { Policy } from '../policy.ts'
import { renderUpstream } from '../render/upstream.ts'

const why = '# nginx counts requests in progress, not open connections. Equally busy replicas take turns.'

export const leastConn: Policy = {
  summary: 'the replica with the fewest requests in progress gets the next request',
  affinity: 'none',
  choice: 'least-busy',
  upstream: ({ mode, replicas }) => `${why}\n${renderUpstream({ name: mode, method: 'least_conn', replicas })}`,
  location: ({ mode }) => `proxy_pass http://${mode};`,
}
