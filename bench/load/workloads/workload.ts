/** The seam of workloads: what a virtual user does between its login and the end of its session. */

import type { Random } from '../random.ts'

export interface Step {
  /** What the history calls it. */
  readonly kind: string
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** Below the mode's prefix, e.g. `/me`. */
  readonly path: string
  readonly body?: string
  /** The cart item that it writes. */
  readonly item?: number
  /** Sent only when every other request of the session has been answered. */
  readonly alone?: true
  /** `ends`: the credential it carries is kept aside. `ended`: it carries that one, whatever was answered since. */
  readonly credential?: 'ends' | 'ended'
}

/** All that a workload knows when it is asked for the next step. */
export interface Turn {
  readonly random: Random
  /** Which step of the session it will be: 0, 1, … */
  readonly index: number
  /** How many the scenario asks for; what a workload needs to end a session comes on top. */
  readonly followUps: number
  readonly user: string
  readonly session: number
  /** Since the step that ended the credential was answered; undefined before. */
  readonly endedForMs: number | undefined
}

/** Pure but for its random numbers: the same turn, the same step. */
export interface Workload {
  readonly summary: string
  /** The next step; undefined where the session is over. */
  step(turn: Turn): Step | undefined
}
