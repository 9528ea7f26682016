/** Sides of a comparison written down by hand: a run of `jwt` and `memory`, with figures as the test wants them. */

import { literalHistory } from '../../bench/history/literal-run.fixture.ts'
import type { CheckName } from '../anomalies/registry.ts'
import type { TrialFigures } from '../report/figures/trial-figures.ts'
import { buildReport } from '../report/model/build-report.ts'
import type { CheckReport, Report } from '../report/model/report.ts'
import type { Run, Side } from './side.ts'

const whole = buildReport(literalHistory())

export interface LiteralRun {
  /** Good answers a second of mode jwt, a trial each. */
  readonly goodput?: readonly number[]
  readonly trial?: Partial<TrialFigures>
  readonly mismatch?: Partial<CheckReport>
  /** Of checks other than session-mismatch. */
  readonly checks?: Partial<Record<CheckName, CheckReport>>
  readonly change?: Partial<Report>
}

let minutes = 0

/** Each run is of another minute. */
export function literalRun({
  goodput = [100, 101, 102, 103, 104, 105],
  trial,
  mismatch,
  checks: others,
  change,
}: LiteralRun = {}): Run {
  const jwt = whole.modes['jwt'] as Report['modes'][string]
  const client = jwt.clients.frozen as NonNullable<typeof jwt.clients.frozen>
  const trials = goodput.map((goodputPerSecond, index) => ({
    ...(client.trials[0] as TrialFigures),
    trial: index + 1,
    goodputPerSecond,
    throughputPerSecond: goodputPerSecond,
    ...trial,
  }))
  const checks = {
    ...client.checks,
    ...others,
    'session-mismatch': { ...client.checks['session-mismatch'], ...mismatch },
  }
  minutes += 1
  const startedAt = new Date(Date.UTC(2026, 0, 1, 0, minutes)).toISOString()
  const report: Report = {
    ...whole,
    startedAt,
    trials: goodput.length,
    setup: whole.setup && { ...whole.setup, trials: goodput.length },
    modes: { jwt: { ...jwt, clients: { frozen: { ...client, checks, trials } } } },
    ...change,
  }
  return { path: `run-${minutes}/report.json`, report }
}

export function literalSide(name: string, ...runs: readonly LiteralRun[]): Side {
  return { name, runs: (runs.length === 0 ? [{}] : runs).map(literalRun) }
}
