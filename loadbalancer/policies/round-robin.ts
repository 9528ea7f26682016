/** Round robin: the replicas take turns, for all clients together. */
import type { Policy } from '../policy.ts'
import { renderUpstream } from '../render/upstream.ts'

export const roundRobin: Policy = {
  summary: 'replicas take turns, for all clients together',
  affinity: 'none',
  choice: 'turns',
  upstream: ({ mode, replicas }) => renderUpstream({ name: mode, replicas }),
  location: ({ mode }) => `proxy_pass http://${mode};`,
}
