/** The seam of anomalies: how an anomaly is found in a history, what theory predicts, and how reports name it. Pure. */

import type { Expectation } from '../../bench/scenarios/scenario.ts'
import type { Predict } from '../theory/prediction.ts'
import type { Checker, SessionChecker } from './checker.ts'

export interface Anomaly {
  readonly check: Checker | SessionChecker
  /** Absent where theory predicts nothing: scenarios then expect `never` or `some`. */
  readonly predict?: Predict
  /** An outage: the service did not answer, but no answer was wrong. */
  readonly isOutage?: true
  /** Checked in every scenario that names it, and has a table of its own only if it is the only check. */
  readonly accompanies?: true
  /** Expected in every run, even if its scenario does not name it. */
  readonly always?: Expectation
  readonly texts: Readonly<Record<'en' | 'ko', AnomalyTexts>>
}

/** How reports name an anomaly in one language. */
export interface AnomalyTexts {
  /** A heading, e.g. `Session mismatch: a valid credential is refused`. */
  readonly title: string
  /** A clause on how often it happened. @param rate a formatted share, e.g. `66.3 %, predicted 66.7 %` */
  readonly breaks: (rate: string) => string
}
