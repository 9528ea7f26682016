/**
 * How many tokens are refused while one replica's clock is off. A token is dated by the clock of the replica that issues it, and
 * verified by the clock of the replica that gets the request. So only requests to a replica with another clock can be refused: as
 * not yet valid, or as expired. N replicas, tolerance τ, a token's life L, its true age a, the clock s seconds ahead (if behind, the
 * two cases swap).
 *
 * - issued by the clock ahead, sent to another replica: dated s in the future, so refused while a < s − τ;
 * - issued by another replica, verified by the clock ahead: it seems s older, so it is refused once a > L + τ − s.
 *
 * Under round robin each is 1/N · (1 − 1/N) of the requests.
 */

import type { HistorySlice } from '../../bench/history/history.ts'
import type { Operation } from '../../bench/history/operation.ts'
import type { FaultRecord } from '../../bench/history/records.ts'
import { sessionsOf } from '../anomalies/checker.ts'
import { loggedIn } from '../anomalies/session-mismatch/check.ts'
import type { Interval } from '../statistics/interval.ts'
import { type Circumstances, isUniform, type MeasuredLaw, tokenTtlOf } from './prediction.ts'

/** Times of tokens are whole seconds. */
const roundingSeconds = 1

/** Undefined for cases outside the model: further faults, another policy, rewritten tokens, an unknown token lifetime. */
export function predictClockSkew(circumstances: Circumstances): MeasuredLaw | undefined {
  const { policy, replicas, faults, workload, faultParameters = [], clockToleranceSeconds } = circumstances
  const lifeSeconds = tokenTtlOf(circumstances)
  const skewSeconds = faultParameters[0]?.['seconds']
  if (faults.length !== 1 || !isUniform(policy) || workload !== 'browse') return undefined
  if (clockToleranceSeconds === undefined || lifeSeconds === undefined || typeof skewSeconds !== 'number')
    return undefined
  const refusals = refusalsOf({ skewSeconds, lifeSeconds, toleranceSeconds: clockToleranceSeconds })
  const words = {
    formula: '1/N · (1 − 1/N) · [a < |s| − τ] + 1/N · (1 − 1/N) · [a > L + τ − |s|], while it lasts',
    because:
      'a token is issued by one clock and verified by another: it is refused where they differ by more than the tolerance',
  }
  const measure = (slice: HistorySlice) => {
    const chances = operationsWithLogin(slice).map((pair) => chanceOf(pair, refusals, 1 / replicas))
    const band: Interval = [mean(chances.map(([least]) => least)), mean(chances.map(([, most]) => most))]
    return { rate: (band[0] + band[1]) / 2, band, ...words }
  }
  return { ...words, measure }
}

/** A request, the login of its token, and the fault of its trial. */
interface Pair {
  readonly login: Operation
  readonly asked: Operation
  readonly fault: FaultRecord
}

function operationsWithLogin({ segments, faults, operations }: HistorySlice): Pair[] {
  const trials = new Map(segments.map(({ segment, trial }) => [segment, trial]))
  return sessionsOf(operations).flatMap((session) => {
    const { login, answered } = loggedIn(session) ?? {}
    const fault = faults.find(({ trial }) => trial === trials.get(login?.segment ?? -1))
    return login && answered && fault ? answered.map((asked) => ({ login, asked, fault })) : []
  })
}

/** The share refused of tokens whose true age (s) is between these bounds: 0 none, 1 all; in between, it is not known. */
type Refused = (leastAge: number, mostAge: number) => Interval

interface Refusals {
  /** Issued by the replica whose clock is off, sent to another replica. */
  readonly issuedOff: Refused
  /** Issued by another replica, sent to the replica whose clock is off. */
  readonly askedOff: Refused
}

function refusalsOf(given: { skewSeconds: number; lifeSeconds: number; toleranceSeconds: number }): Refusals {
  const { skewSeconds, lifeSeconds, toleranceSeconds } = given
  const off = Math.abs(skewSeconds)
  const tooEarly = off - toleranceSeconds
  const tooLate = lifeSeconds + toleranceSeconds - off
  const fromTheFuture: Refused = (least, most) => [most < tooEarly - roundingSeconds ? 1 : 0, least > tooEarly ? 0 : 1]
  const tooOld: Refused = (least, most) => [least > tooLate ? 1 : 0, most < tooLate - roundingSeconds ? 0 : 1]
  return skewSeconds > 0
    ? { issuedOff: fromTheFuture, askedOff: tooOld }
    : { issuedOff: tooOld, askedOff: fromTheFuture }
}

function chanceOf({ login, asked, fault }: Pair, { issuedOff, askedOff }: Refusals, share: number): Interval {
  const leastAge = Math.max(0, asked.startMicros - login.endMicros) / 1e6
  const mostAge = (asked.endMicros - login.startMicros) / 1e6
  const issuer = shareOff(login, fault, share)
  const answerer = shareOff(asked, fault, share)
  const byIssuer = issuedOff(leastAge, mostAge)
  const byAnswerer = askedOff(leastAge, mostAge)
  const least = issuer[0] * (1 - answerer[1]) * byIssuer[0] + (1 - issuer[1]) * answerer[0] * byAnswerer[0]
  const most = issuer[1] * (1 - answerer[0]) * byIssuer[1] + (1 - issuer[0]) * answerer[1] * byAnswerer[1]
  return [least, most]
}

/** The probability that the clock was off during this request: 0 before and after the fault, a range at its edges. */
function shareOff({ startMicros, endMicros }: Operation, fault: FaultRecord, share: number): Interval {
  const { inForceMicros = Number.POSITIVE_INFINITY, healedMicros = Number.POSITIVE_INFINITY } = fault
  const { healMicros = Number.POSITIVE_INFINITY } = fault
  if (endMicros < fault.startMicros || startMicros > healedMicros) return [0, 0]
  return startMicros > inForceMicros && endMicros < healMicros ? [share, share] : [0, share]
}

function mean(numbers: readonly number[]): number {
  return numbers.length === 0 ? 0 : numbers.reduce((sum, number) => sum + number, 0) / numbers.length
}
