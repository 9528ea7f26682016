/** Finds the replicas that hold this browser's session, from the response to its login. */
import type { ReplicaView } from '../protocol/events.ts'
import type { PageState } from './page-state.ts'
import { hasCredential } from './panels/credential-panel.ts'

/** The user whose session from this browser is on the replica. A replica that restarted since the login has lost it. */
export function ownSession(page: PageState, { name, pid }: ReplicaView): string | undefined {
  const { user, issuedBy, issuedByPid } = page.browser.credential(page.mode.name)
  if (user === undefined || pid === undefined) return undefined
  if (page.mode.sessionLivesIn === 'every-replica') return user
  if (page.mode.sessionLivesIn !== 'replica') return undefined
  return issuedBy === name && issuedByPid === pid ? user : undefined
}

/** Name of the first replica that holds this browser's session. */
export function homeReplica(page: PageState): string | undefined {
  return page.stack.replicas.find((replica) => ownSession(page, replica) !== undefined)?.name
}

/** The user who logged in here and whose credential is gone without a logout. */
export function lostLogin(page: PageState): string | undefined {
  const { user, sent } = page.browser.credential(page.mode.name)
  return hasCredential(sent) ? undefined : user
}
