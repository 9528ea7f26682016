/**
 * An attacker copies the credential and uses it alongside its owner until one of four remedies: the owner logs out, logs out
 * everywhere or changes the password, or the admin user disables the account. The attacker then tries its copy for a while.
 * What it teaches: a remedy works only where replicas look up state; a self-contained credential remains valid.
 *
 * Remedies alternate from session to session, and users begin with different ones. At the end of each session the old
 * password and the account are restored. The first session of each user only desynchronizes the users: it has no remedy.
 */

import { type Remedy, remedies } from './operation-kinds.ts'
import { hasSeenEnough, isProbing, type Step, type Turn, type Workload } from './workload.ts'

const me: Step = { kind: 'me', method: 'GET', path: '/me' }
/** Sent by the attacker; before the remedy it shows that the copy is accepted. */
const copy: Step = { ...me, kind: 'thief' }
/** One after the other, so that round robin distributes them over all replicas. */
const probe: Step = { ...copy, credential: 'ended', alone: true }
const logsIn: Step = { kind: 'login', method: 'POST', path: '/login', alone: true }
const adminLogsIn: Step = { ...logsIn, by: 'admin' }

export const theft: Workload = {
  summary: 'a stolen credential in use, one of four remedies, then the stolen credential again for load.probeMs',
  kinds: ['me', 'thief', 'logout', 'logout-all', 'new-password', 'disable', 'enable', 'old-password'],
  step(turn) {
    const { random, previous, earlierSessions, endsWithinMs, endedForMs } = turn
    const remedy = remedyOf(turn)
    if (previous === 'enable' || previous === 'old-password') return undefined
    if (previous === 'login') return endedForMs === undefined ? remedySteps.disable(turn) : putRight(turn, remedy)
    if (previous === remedy || endedForMs !== undefined) return isProbing(turn) ? probe : logInToPutRight(remedy)
    if (!hasSeenEnough(turn)) return random() < 0.5 ? me : copy
    if (endsWithinMs !== undefined && earlierSessions === 0) return undefined
    return remedy === 'disable' ? adminLogsIn : remedySteps[remedy](turn)
  },
}

function remedyOf({ user, earlierSessions }: Turn): Remedy {
  const number = Number(/\d+$/.exec(user)?.[0] ?? 0)
  return remedies[(number + earlierSessions) % remedies.length] as Remedy
}

const remedySteps: Readonly<Record<Remedy, (turn: Turn) => Step>> = {
  logout: () => ({ kind: 'logout', method: 'POST', path: '/logout', credential: 'ends' }),
  'logout-all': () => ({ kind: 'logout-all', method: 'POST', path: '/logout-all', credential: 'ends' }),
  'new-password': (turn) => ({
    ...changePassword(turn.password, newPassword(turn.password)),
    kind: 'new-password',
    credential: 'ends',
  }),
  disable: (turn) => ({ ...setDisabled(turn, true), kind: 'disable', credential: 'ends' }),
}

/** By then the user's credential may have expired. */
function logInToPutRight(remedy: Remedy): Step | undefined {
  if (remedy === 'disable') return adminLogsIn
  return remedy === 'new-password' ? logsIn : undefined
}

function putRight(turn: Turn, remedy: Remedy): Step {
  if (remedy === 'disable') return { ...setDisabled(turn, false), kind: 'enable' }
  return { ...changePassword(turn.password, oldPassword(turn.password)), kind: 'old-password' }
}

const added = ', anew'
const newPassword = (password: string) => `${password}${added}`
const oldPassword = (password: string) => password.replace(added, '')

function changePassword(current: string, password: string): Omit<Step, 'kind'> {
  const body = JSON.stringify({ current, password })
  return { method: 'POST', path: '/password', body, newPassword: password, alone: true }
}

function setDisabled({ user, userId }: Turn, disabled: boolean): Omit<Step, 'kind'> {
  const body = JSON.stringify({ disabled })
  return { method: 'PUT', path: `/admin/users/${userId}/disabled`, body, subject: user, by: 'admin', alone: true }
}
