/**
 * An admin at work is made a plain user by its admin user, and goes on trying the admin's page for a while.
 * What it teaches: a role written into a credential outlives its removal, as long as the credential lives.
 *
 * Every virtual user has an admin user of its own, who changes nobody else's role, so that users never disturb each other. The
 * admin user logs in anew each time, with a credential of its own. At the end of each session the user becomes an admin again,
 * for its next login; so the first session of each user is that of a plain user, and nothing is taken away in it.
 */

import { hasSeenEnough, isProbing, type Step, type Turn, type Workload } from './workload.ts'

const me: Step = { kind: 'me', method: 'GET', path: '/me' }
/** A page behind the last user: whether the door opens counts, not what is behind it. */
const adminPage = { method: 'GET', path: '/admin/users?after=999999999' } as const
const admin: Step = { kind: 'admin', ...adminPage }
/** One after the other, so that round robin leads them to every replica. */
const probe: Step = { kind: 'admin-probe', ...adminPage, credential: 'ended', alone: true }
const adminLogsIn: Step = { kind: 'login', method: 'POST', path: '/login', by: 'admin', alone: true }

export const roles: Workload = {
  summary: "an admin's page, the role taken away in mid-use, then the page again for load.probeMs",
  kinds: ['me', 'admin', 'promote', 'demote', 'admin-probe'],
  step(turn) {
    const { random, previous, earlierSessions, endedForMs } = turn
    if (previous === 'promote') return undefined
    if (previous === 'login') return earlierSessions > 0 && endedForMs === undefined ? demote(turn) : promote(turn)
    if (previous === 'demote' || previous === probe.kind) return isProbing(turn) ? probe : adminLogsIn
    if (hasSeenEnough(turn)) return adminLogsIn
    return random() < 0.5 && earlierSessions > 0 ? admin : me
  },
}

function demote(turn: Turn): Step {
  return { ...change(turn, 'user'), kind: 'demote', credential: 'ends' }
}

function promote(turn: Turn): Step {
  return { ...change(turn, 'admin'), kind: 'promote' }
}

function change({ user, userId }: Turn, role: 'admin' | 'user'): Omit<Step, 'kind'> {
  const body = JSON.stringify({ role })
  return { method: 'PUT', path: `/admin/users/${userId}/role`, body, subject: user, by: 'admin', alone: true }
}
