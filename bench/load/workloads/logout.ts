/**
 * Reads, logs out while other requests may be under way, then sends probes with the old credential for a while.
 * What it teaches: a logout must end every copy of a credential, on every replica.
 * With `load.endsWithinMs` the logout comes at a random moment. The first session of each user only desynchronizes the
 * users, and ends without a logout.
 */

import { hasSeenEnough, isProbing, type Step, type Workload } from './workload.ts'

const me: Step = { kind: 'me', method: 'GET', path: '/me' }
const posts: Step = { kind: 'posts', method: 'GET', path: '/posts' }
const end: Step = { kind: 'logout', method: 'POST', path: '/logout', credential: 'ends' }
/** One after the other, so that round robin distributes them over all replicas. */
const probe: Step = { kind: 'probe', method: 'GET', path: '/me', credential: 'ended', alone: true }

export const logout: Workload = {
  summary: 'reads, a logout among them, then probes with the old credential for load.probeMs',
  kinds: ['me', 'posts', 'logout', 'probe'],
  step(turn) {
    const { random, previous, endsWithinMs, earlierSessions } = turn
    if (previous === end.kind || previous === probe.kind) return isProbing(turn) ? probe : undefined
    if (!hasSeenEnough(turn)) return random() < 0.8 ? me : posts
    return endsWithinMs !== undefined && earlierSessions === 0 ? undefined : end
  },
}
