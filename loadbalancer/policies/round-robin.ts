/** Round robin: the replicas take turns, whoever is asking. */
import type { Policy } from '../policy.ts'
import { renderUpstream } from '../render/upstream.ts'

export const roundRobin: Policy = {
  summary: 'replicas take turns, whoever is asking',
  affinity: 'none',
  choice: 'turns',
  upstream: ({ mode, replicas }) => renderUpstream({ name: mode, replicas }),
  location: ({ mode }) => `proxy_pass http://${mode};`,
}
