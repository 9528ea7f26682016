/** The seam of workloads: what a virtual user does between its login and the end of its session. */

import type { Random } from '../../random.ts'
import type { OperationKindName } from './operation-kinds.ts'

/** A request of the plan: of an attack, of the control beside it, or of what some attacks need to have happened before. */
export interface Forgery {
  readonly kind: 'attack' | 'control' | 'prepare'
  /** An attack's or a preparation's name; of controls who signed: `held` is the credential as the login gave it. */
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
  /** Whose role, or standing, it changes. */
  readonly subject?: string
  /** Where it is answered with 200, the password of its sender from then on. */
  readonly newPassword?: string
  /** Sent by the user's admin user, an admin, with the admin user's own credential. Of kind `login`: who sends it logs in anew. */
  readonly by?: 'admin'
  /** Sent only when every other request of the session has been answered. */
  readonly alone?: true
  /** `ends`: the credential it carries is kept aside. `ended`: it carries that one, whatever was answered since. */
  readonly credential?: 'ends' | 'ended'
  /** The user's forger makes the request. */
  readonly forgery?: Forgery
}

/** All that a workload knows when it is asked for the next step. */
export interface Turn {
  readonly random: Random
  /** Which step of the session it will be: 0, 1, … */
  readonly index: number
  /** The kind of the session's last step; undefined before the first. */
  readonly previous: string | undefined
  /** How many the scenario asks for; what a workload needs to end a session comes on top. */
  readonly followUps: number
  /** For how long the workload knocks with what was taken away. */
  readonly probeMs: number
  /** The session comes to its end at a random moment within so long after the login, instead of after `followUps`. */
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
  /** What the user's forger wants sent in each session, in order; where it has one. */
  readonly forgeries?: readonly Forgery[]
}

/** Pure but for its random numbers: the same turn, the same step. */
export interface Workload {
  readonly summary: string
  /** All kinds of operations that it makes, besides the login. */
  readonly kinds: readonly OperationKindName[]
  /** After each round the bench reads back what became of its posts. */
  readonly writesPosts?: true
  /** Its users have a forger each. */
  readonly forges?: true
  /** The next step; undefined where the session is over. */
  step(turn: Turn): Step | undefined
}

/** Tokens count whole seconds. */
const secondMs = 1_000

/**
 * Whether a user has done what it came for, and ends its session: after `followUps` steps, or at its random moment.
 *
 * Where moments count, all users log in at once at first, and all their tokens would lose the same fraction of a second
 * (a token's times are whole seconds). So the first session is over within a random second: the logins after it come at
 * any fraction alike.
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

/** Whether it still knocks with what was taken away. */
export function isProbing({ endedForMs, probeMs }: Turn): boolean {
  return endedForMs === undefined || endedForMs < probeMs
}
