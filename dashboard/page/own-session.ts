/** Where this page's own session is, as far as the answer to its login tells. */
import type { ReplicaView } from '../server/events.ts'
import type { PageState } from './page-state.ts'
import { saysWho } from './panels/credential-panel.ts'

/** Whose session of this page a replica holds. One that began anew since the login has forgotten it. */
export function ownSession(page: PageState, { name, pid }: ReplicaView): string | undefined {
  const { user, issuedBy, issuedByPid } = page.browser.credential(page.mode.name)
  if (user === undefined || pid === undefined) return undefined
  if (page.mode.sessionLivesIn === 'every-replica') return user
  if (page.mode.sessionLivesIn !== 'replica') return undefined
  return issuedBy === name && issuedByPid === pid ? user : undefined
}

/** The first replica that holds it. */
export function homeOf(page: PageState): string | undefined {
  return page.stack.replicas.find((replica) => ownSession(page, replica) !== undefined)?.name
}

/** Who was logged in, and has nothing left to show for it. */
export function lostLogin(page: PageState): string | undefined {
  const { user, sent } = page.browser.credential(page.mode.name)
  return saysWho(sent) ? undefined : user
}
