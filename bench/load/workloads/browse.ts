/** Reads only: the current user and the posts. The simplest test of whether a login is still known. */

import type { Step, Workload } from './workload.ts'

const me: Step = { kind: 'me', method: 'GET', path: '/me' }
const posts: Step = { kind: 'posts', method: 'GET', path: '/posts' }

export const browse: Workload = {
  summary: 'reads: four times /me, once the list of posts',
  kinds: ['me', 'posts'],
  step: ({ random, index, followUps }) => (index === followUps ? undefined : random() < 0.8 ? me : posts),
}
