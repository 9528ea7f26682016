/** The seam of workloads: what a virtual user does between its login and the end of its session. */

import type { Random } from '../../random.ts'
import type { OperationKindName } from './operation-kinds.ts'

/** A request of the plan: an attack, its control, or a preparation for some attacks. */
export interface Forgery {
  readonly kind: 'attack' | 'control' | 'prepare'
  /** The attack's or preparation's name; for a control its signer: `held` means the credential as issued by the login. */
  readonly name: string
}

export interface Step {
  readonly kind: OperationKindName
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** Below the mode's prefix, e.g. `/me`. */
  readonly path: string
  readonly body?: string
  /** The cart item that it writes. */
  readonly item?: number
  /** The post that it writes. */
  readonly post?: number
  /** The user whose role or account state it changes. */
  readonly subject?: string
  /** After a 200, the new password of the sender. */
  readonly newPassword?: string
  /** Sent by the user's admin user with its own credential. A step of kind `login` logs its sender in again. */
  readonly by?: 'admin'
  /** Sent only when every other request of the session has been answered. */
  readonly alone?: true
  /** `ends`: stores the credential that it carries. `ended`: carries the stored one, whatever was answered since. */
  readonly credential?: 'ends' | 'ended'
  /** The user's forger makes the request. */
  readonly forgery?: Forgery
}

/** The input from which a workload chooses the next step. */
export interface Turn {
  readonly random: Random
  /** Which step of the session it will be: 0, 1, … */
  readonly index: number
  /** The kind of the session's last step; undefined before the first. */
  readonly previous: string | undefined
  /** How many the scenario sets; the steps that end a session are extra. */
  readonly followUps: number
  /** How long the workload probes with the ended credential or revoked role. */
  readonly probeMs: number
  /** The session ends at a random time within this long after the login, instead of after `followUps`. */
  readonly endsWithinMs: number | undefined
  readonly user: string
  /** The user's password at this moment. */
  readonly password: string
  /** The user's id, as the login's answer says. */
  readonly userId: number | undefined
  readonly session: number
  /** How many sessions the user has had before in this stretch of load. */
  readonly earlierSessions: number
  /** One random number for the whole session, uniform in [0, 1). */
  readonly chance: number
  readonly sinceLoginMs: number
  /** Since the step that ended the credential was answered; undefined before. */
  readonly endedForMs: number | undefined
  /** The requests of the user's forger in each session, in order; only if it has one. */
  readonly forgeries?: readonly Forgery[]
}

/** Pure but for its random numbers: the same turn, the same step. */
export interface Workload {
  readonly summary: string
  /** All kinds of operations that it makes, besides the login. */
  readonly kinds: readonly OperationKindName[]
  /** After each round the bench reads its posts back. */
  readonly writesPosts?: true
  /** Its users have a forger each. */
  readonly forges?: true
  /** The next step; undefined where the session is over. */
  step(turn: Turn): Step | undefined
}

/** Tokens count whole seconds. */
const secondMs = 1_000

/**
 * Whether the user starts to end its session: after `followUps` steps, or at its random time.
 *
 * With random times, all users first log in at once, and all their tokens would lose the same fraction of a second
 * (a token's times are whole seconds). So each first session ends within a random second, and later logins are spread
 * uniformly over all fractions.
 */
export function hasSeenEnough({
  index,
  followUps,
  endsWithinMs,
  earlierSessions,
  chance,
  sinceLoginMs,
}: Turn): boolean {
  if (endsWithinMs === undefined) return index >= followUps
  return sinceLoginMs >= chance * (earlierSessions === 0 ? secondMs : endsWithinMs)
}

/** Whether it still probes with the ended credential or revoked role. */
export function isProbing({ endedForMs, probeMs }: Turn): boolean {
  return endedForMs === undefined || endedForMs < probeMs
}
