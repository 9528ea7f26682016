/** The rates that runs are compared by: what a check found on a side, and how two sides differ. The run is the unit. Pure. */

import type { CheckName } from '../anomalies/registry.ts'
import type { CheckReport } from '../report/model/report.ts'
import { type Interval, mean, meanInterval, wilson } from '../statistics/interval.ts'
import { rateDifference, rateDifferenceOfRuns } from '../statistics/rate-difference.ts'
import { type Measured, type ModeAndClient, reportOf, type Side } from './side.ts'

/** From so many percentage points on a rate differs in a way that matters; as does twice the rate, and any against none. */
export const rateMatters = 0.01

/** What a check found in all runs of a side. */
export interface FoundRate extends Pick<CheckReport, 'count' | 'total' | 'sessions' | 'ci95'> {
  /** The mean of `rates`. */
  readonly rate: number
  /** Of the side, also those without an operation to look at. */
  readonly runs: number
  /** Of each run that had an operation to look at. */
  readonly rates: readonly number[]
}

/** undefined where no run had an operation to look at. */
export function foundBy(name: CheckName, { runs }: Side, of: ModeAndClient): FoundRate | undefined {
  const found = runs.flatMap((run) => reportOf(run, of)?.checks[name] ?? []).filter(({ total }) => total > 0)
  const [first] = found
  if (first === undefined) return undefined
  const sum = (part: (check: CheckReport) => number) => found.reduce((total, check) => total + part(check), 0)
  const [count, total] = [sum((check) => check.count), sum((check) => check.total)]
  const sessions = { count: sum((check) => check.sessions.count), total: sum((check) => check.sessions.total) }
  const rates = found.map((check) => check.rate ?? check.count / check.total)
  const rate = mean(rates)
  const bySession =
    count === 0 || count === total
      ? wilson(rate * sessions.total, sessions.total, 0.95)
      : around(rate, Math.hypot(...found.map(({ ci95 }) => halfWidth(ci95))) / found.length)
  return {
    runs: runs.length,
    count,
    total,
    sessions,
    rate,
    rates,
    ci95: found.length === 1 ? first.ci95 : byRun(rates, bySession),
  }
}

/** How B differs from A. Sessions are counted only where each side is one run, since there is no other run to count. */
export function compareRates(a: FoundRate, b: FoundRate) {
  const unit = a.runs + b.runs > 2 ? 'run' : 'session'
  const { difference, ...shown } = (unit === 'run' ? rateDifferenceOfRuns : rateDifference)(a, b)
  const measured = ({ rate, ci95, rates, sessions }: FoundRate): Measured => ({
    value: rate,
    ci95,
    samples: unit === 'run' ? rates.length : sessions.total,
  })
  const matters = Math.min(rateMatters, a.rate, b.rate)
  return { unit, a: measured(a), b: measured(b), change: difference, ...shown, matters } as const
}

/**
 * Interval of the mean rate of several runs. It counts runs, and is never narrower than `bySession`, the interval of runs that
 * do not differ by themselves (stratified sampling: Cochran, Sampling Techniques, 1977, section 5.3): where no run found
 * anything, their rates alone would say that there is nothing to find.
 */
function byRun(rates: readonly number[], bySession: Interval): Interval {
  const [low, high] = meanInterval(rates, 0.95) ?? bySession
  return [Math.max(0, Math.min(low, bySession[0])), Math.min(1, Math.max(high, bySession[1]))]
}

const around = (rate: number, half: number): Interval => [rate - half, rate + half]
const halfWidth = ([low, high]: Interval) => (high - low) / 2
