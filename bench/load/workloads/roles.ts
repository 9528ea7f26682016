/**
 * A virtual user has the role admin and reads the admin's page. Its admin user revokes the role, and the virtual user
 * requests the page again for a while.
 * What it teaches: a role in a credential remains effective after its revocation until the credential expires.
 *
 * Each virtual user has its own admin user, which changes no other user's role, so that virtual users do not interfere with
 * each other. The admin user logs in before each change, with its own credential. At the end of each session it grants the
 * role again for the next login. So in its first session a virtual user does not have the role, and none is revoked.
 */

import { hasSeenEnough, isProbing, type Step, type Turn, type Workload } from './workload.ts'

const me: Step = { kind: 'me', method: 'GET', path: '/me' }
/** A page after the last user: only the authorization counts, not the content. */
const adminPage = { method: 'GET', path: '/admin/users?after=999999999' } as const
const admin: Step = { kind: 'admin', ...adminPage }
/** One after the other, so that round robin distributes them over all replicas. */
const probe: Step = { kind: 'admin-probe', ...adminPage, credential: 'ended', alone: true }
const adminLogsIn: Step = { kind: 'login', method: 'POST', path: '/login', by: 'admin', alone: true }

export const roles: Workload = {
  summary: "reads of an admin's page, the role revoked during the session, then the page again for load.probeMs",
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
