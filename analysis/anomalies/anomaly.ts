/** The seam of anomalies: how one is found in a history, what theory says of it, and how reports name it. Pure. */

import type { Expectation } from '../../bench/scenarios/scenario.ts'
import type { Predict } from '../theory/prediction.ts'
import type { Checker, SessionChecker } from './checker.ts'

export interface Anomaly {
  readonly check: Checker | SessionChecker
  /** Absent where theory says nothing: scenarios then expect it never, or at least once. */
  readonly predict?: Predict
  /** An outage: the service was away, but no answer was wrong. */
  readonly isOutage?: true
  /** Judged in every scenario that names it, without a table of its own unless it is the only one. */
  readonly accompanies?: true
  /** Expected in every run, whatever its scenario says. */
  readonly always?: Expectation
  readonly texts: Readonly<Record<'en' | 'ko', AnomalyTexts>>
}

/** How reports name an anomaly in one language. */
export interface AnomalyTexts {
  /** A heading, e.g. `Session mismatch: a valid credential is refused`. */
  readonly title: string
  /** A clause on how often it happened. @param rate a share for people, e.g. `66.3 %, predicted 66.7 %` */
  readonly breaks: (rate: string) => string
}
