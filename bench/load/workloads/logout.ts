/**
 * Browses, logs out while other requests may be under way, then knocks with the old credential for a while.
 * What it teaches: logging out is a promise about every copy of a credential, on every replica.
 */

import type { Step, Workload } from './workload.ts'

const me: Step = { kind: 'me', method: 'GET', path: '/me' }
const posts: Step = { kind: 'posts', method: 'GET', path: '/posts' }
const end: Step = { kind: 'logout', method: 'POST', path: '/logout', credential: 'ends' }
/** One after the other, so that round robin leads them to every replica. */
const probe: Step = { kind: 'probe', method: 'GET', path: '/me', credential: 'ended', alone: true }

const probingMs = 250

export const logout: Workload = {
  summary: `reads, a logout among them, then the old credential again for ${probingMs} ms`,
  step({ random, index, followUps, endedForMs }) {
    if (index < followUps) return random() < 0.8 ? me : posts
    if (index === followUps) return end
    return endedForMs === undefined || endedForMs < probingMs ? probe : undefined
  },
}
