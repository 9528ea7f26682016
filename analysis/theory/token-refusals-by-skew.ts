/**
 * How many tokens are refused while one replica's clock is off. A token is dated by the clock of who issues it and judged by
 * the clock of who is asked, so only requests that go from one kind of clock to the other can be refused: as not yet valid, or
 * as expired. N replicas, tolerance τ, a token's life L, its true age a, the clock s seconds ahead (or behind: then roles change).
 *
 * - issued ahead, asked elsewhere: dated s in the future, so refused while a < s − τ;
 * - issued elsewhere, asked ahead: s older than it is, so refused once a > L + τ − s.
 *
 * Under round robin each is 1/N · (1 − 1/N) of the requests.
 */

import type { HistorySlice } from '../../bench/history/history.ts'
import type { Operation } from '../../bench/history/operation.ts'
import type { FaultRecord } from '../../bench/history/records.ts'
import { sessionsOf } from '../anomalies/checker.ts'
import { loggedIn } from '../anomalies/session-mismatch/check.ts'
import type { Interval } from '../statistics/interval.ts'
import { type Circumstances, isUniform, type Prediction, tokenTtlOf } from './prediction.ts'

/** Times of tokens are whole seconds. */
const roundingSeconds = 1

/** Undefined where it takes more than this: other faults beside it, another policy, a token rewritten, a life that is not known. */
export function predictClockSkew(circumstances: Circumstances, slice: HistorySlice): Prediction | undefined {
  const { policy, replicas, faults, workload, faultParameters = [], clockToleranceSeconds } = circumstances
  const lifeSeconds = tokenTtlOf(circumstances)
  const skewSeconds = faultParameters[0]?.['seconds']
  if (faults.length !== 1 || !isUniform(policy) || workload !== 'browse') return undefined
  if (clockToleranceSeconds === undefined || lifeSeconds === undefined || typeof skewSeconds !== 'number')
    return undefined
  const refusals = refusalsOf({ skewSeconds, lifeSeconds, toleranceSeconds: clockToleranceSeconds })
  const chances = operationsWithLogin(slice).map((pair) => chanceOf(pair, refusals, 1 / replicas))
  const band: Interval = [mean(chances.map(([least]) => least)), mean(chances.map(([, most]) => most))]
  return {
    rate: (band[0] + band[1]) / 2,
    band,
    formula: '1/N · (1 − 1/N) · [a < |s| − τ] + 1/N · (1 − 1/N) · [a > L + τ − |s|], while it lasts',
    because:
      'a token is dated by one clock and judged by another: refused where they differ by more than the tolerance',
  }
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

/** Which of true age a (s, between these bounds) are refused: 0 none, 1 all, and what lies between is not known. */
type Refused = (leastAge: number, mostAge: number) => Interval

interface Refusals {
  /** Issued by the replica whose clock is off, asked elsewhere. */
  readonly issuedOff: Refused
  /** Issued elsewhere, asked there. */
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

/** The chance that the replica whose clock is off answered this: none before and after, and not known at the edges. */
function shareOff({ startMicros, endMicros }: Operation, fault: FaultRecord, share: number): Interval {
  const { inForceMicros = Number.POSITIVE_INFINITY, healedMicros = Number.POSITIVE_INFINITY } = fault
  const { healMicros = Number.POSITIVE_INFINITY } = fault
  if (endMicros < fault.startMicros || startMicros > healedMicros) return [0, 0]
  return startMicros > inForceMicros && endMicros < healMicros ? [share, share] : [0, share]
}

function mean(numbers: readonly number[]): number {
  return numbers.length === 0 ? 0 : numbers.reduce((sum, number) => sum + number, 0) / numbers.length
}
