/** Builds the report of a history. Pure: the same history gives the same report, to the byte. */

import type { History, HistorySlice } from '../../../bench/history/history.ts'
import { type Expectation, expectOf, workloadOf } from '../../../bench/scenarios/scenario.ts'
import { replicaCounts } from '../../../bench/scenarios/sweep.ts'
import type { Finding } from '../../anomalies/checker.ts'
import { anomalies, type CheckName, checkNames, findingsOf } from '../../anomalies/registry.ts'
import { isSlowness } from '../../anomalies/service.ts'
import { sessionGuarantees } from '../../anomalies/session-guarantees/check.ts'
import { slices } from '../../slices.ts'
import { type Starvation, starvationOf } from '../../starvation.ts'
import { clusteredRate } from '../../statistics/interval.ts'
import { circumstancesOf } from '../../theory/circumstances.ts'
import { type Prediction, predictionFor } from '../../theory/prediction.ts'
import { attackFigures } from '../figures/attack-figures.ts'
import { credentialGrowth } from '../figures/credential-growth.ts'
import { exposureFigures } from '../figures/exposure-figures.ts'
import { faultEffects } from '../figures/fault-effects.ts'
import { loadFigures } from '../figures/load-figures.ts'
import { residualLifetimeFigures } from '../figures/residual-lifetime-figures.ts'
import { mostReplicas, scalingReport, withMostReplicas } from '../figures/scaling.ts'
import { timeSeriesOf } from '../figures/time-series.ts'
import { trialFigures } from '../figures/trial-figures.ts'
import { commandOf } from '../markdown/command.ts'
import { caveatsOf } from './caveats.ts'
import { type CheckReport, type ClientReport, type ModeReport, type Report, reportSchema } from './report.ts'
import { type Judgement, judge, overall } from './verdict.ts'
import { contradictedPoints, unconfirmedOf, verdictReasons } from './verdict-reasons.ts'

/** Operations before a rate is compared with a prediction that the scenario does not list. */
const leastUnlisted = 300

/** Steps of all time series together: limits the file size and the time to draw them. */
const stepsDrawn = 6_000

export function buildReport(history: History): Report {
  const { run } = history
  const { scenario } = run
  const parts = slices(history)
  const stepsEach = Math.min(240, Math.ceil(stepsDrawn / Math.max(1, parts.length)))
  const starved = starvationOf(run, history.segments)
  const clientReports = parts.map((slice) => ({ slice, report: clientReport(slice, history, starved, stepsEach) }))
  const modes: Record<string, ModeReport> = {}
  for (const { slice, report } of clientReports) {
    const { strategy, policy, sessionLivesIn, credential } = run.modes[slice.mode] as History['run']['modes'][string]
    const exposure = exposureFigures(slice)
    const what = { strategy, policy, sessionLivesIn, credential, ...(exposure && { exposure }) }
    modes[slice.mode] = { ...what, clients: { ...modes[slice.mode]?.clients, [slice.client]: report } }
  }
  const scaling = scenario.sweep && scalingReport(history)
  const outcomes = [
    ...clientReports.flatMap(({ report }) => checkNames.map((name) => report.checks[name].expectation?.outcome)),
    ...clientReports.flatMap(
      ({ report }) => report.credentialGrowth?.sizes.map(({ judgement }) => judgement?.outcome) ?? [],
    ),
    ...contradictedPoints(scaling).map(({ point }) => point.judgement?.outcome),
  ]
  const unconfirmed = unconfirmedOf(history)
  // A prediction is of a fault in force: without its effect, no finding says anything for or against it.
  const verdict = unconfirmed.length > 0 ? 'unknown' : overall(outcomes, history.interruption !== undefined)
  const circumstances = { interruption: history.interruption, unconfirmed, starved, trials: scenario.trials }
  const reasons = verdictReasons(verdict, modes, circumstances, scaling)
  return {
    schema: reportSchema,
    scenario: scenario.name,
    summary: scenario.summary,
    startedAt: run.startedAt,
    seed: scenario.seed,
    trials: scenario.trials,
    verdict,
    ...(reasons.length > 0 && { reasons }),
    command: run.command ?? commandOf(scenario),
    ...(history.interruption !== undefined && { interruption: history.interruption }),
    environment: run.environment,
    topology: { ...scenario.topology, replicas: mostReplicas(history) },
    setup: scenario,
    modes,
    ...(scaling && { scaling }),
    caveats: caveatsOf(history, modes, starved),
  }
}

function clientReport(
  slice: HistorySlice,
  history: History,
  starved: readonly Starvation[],
  steps: number,
): ClientReport {
  const { scenario } = history.run
  const most = withMostReplicas(slice)
  const effects = faultEffects(slice)
  const growth = credentialGrowth(slice, workloadOf(scenario, slice.mode))
  const findings = findingsOf(slice, checkNames)
  const checks = Object.fromEntries(
    checkNames.map((name) => [name, checkReport(name, findings[name], slice, history, starved)]),
  ) as ClientReport['checks']
  const attacks = checks['forged-accepted'].total > 0 ? attackFigures(slice) : []
  const telling = checkNames.filter((name) => checks[name].count > 0)
  return {
    checks,
    guarantees: sessionGuarantees(slice),
    load: loadFigures(most),
    trials: trialFigures(most, telling),
    timeSeries: timeSeriesOf(most, steps),
    ...(effects.length > 0 && { faultEffects: effects }),
    ...(growth && { credentialGrowth: growth }),
    ...(attacks.length > 0 && { attacks }),
  }
}

function checkReport(
  name: CheckName,
  { bySession, windows = [], ...finding }: Finding,
  slice: HistorySlice,
  { run }: History,
  starved: readonly Starvation[],
): CheckReport {
  const predictFor = (replicas: number) => {
    const circumstances = circumstancesOf(run, slice, replicas)
    return circumstances && predictionFor(anomalies[name].predict?.(circumstances), slice)
  }
  const prediction = sameForAll(replicaCounts(run.scenario, run.environment.cpus).map(predictFor))
  const residualLifetimeMs = residualLifetimeFigures(finding.windowMs, windows, prediction)
  const { rate, interval } = clusteredRate(bySession, 0.95)
  const expectation =
    expectOf(run.scenario, slice.mode)[name] ?? (finding.total > 0 ? anomalies[name].always : undefined)
  const judgedBy = (by: Expectation) => ({
    is: by.is,
    ...excused(name, finding, judge(bySession, prediction, by, windows), starved),
  })
  const listed = expectation && judgedBy(expectation)
  // A prediction that the scenario does not list is shown, too: it can fail a run, but needs no evidence for it to pass.
  const shown =
    prediction && listed?.is !== 'predicted' ? judgedBy({ is: 'predicted', atLeast: leastUnlisted }) : undefined
  const isContradicted = listed?.outcome !== 'unexpected' && shown?.outcome === 'unexpected'
  const judgement = isContradicted ? shown : listed
  return {
    valid: finding.valid,
    count: finding.count,
    total: finding.total,
    sessions: { count: bySession.filter(({ count }) => count > 0).length, total: bySession.length },
    rate: Number.isNaN(rate) ? null : rate,
    ci95: interval,
    ...(prediction && { prediction }),
    causes: finding.causes,
    evidence: finding.evidence,
    ...(residualLifetimeMs && { residualLifetimeMs }),
    ...(judgement && { expectation: judgement }),
  }
}

/** On a starved machine an outage that slowness alone explains proves nothing; a wrong answer proves as much as anywhere. */
function excused(
  name: CheckName,
  { causes }: Pick<Finding, 'causes'>,
  judgement: Judgement,
  [starved]: readonly Starvation[],
): Judgement {
  const isExcused =
    starved !== undefined &&
    judgement.outcome === 'unexpected' &&
    anomalies[name].isOutage === true &&
    isSlowness(Object.keys(causes))
  return isExcused ? { outcome: 'unknown', says: `${judgement.says}, but the machine was starved` } : judgement
}

/** A sweep is checked as a whole: it has a prediction only if that is the same for every number of replicas. */
function sameForAll([first, ...others]: readonly (Prediction | undefined)[]): Prediction | undefined {
  return others.every((other) => other?.rate === first?.rate) ? first : undefined
}
