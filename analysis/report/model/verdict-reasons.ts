/** What made the verdict, in sentences that a report begins with. Pure. */

import type { History } from '../../../bench/history/history.ts'
import type { FaultRecord } from '../../../bench/history/records.ts'
import type { Starvation } from '../../starvation.ts'
import type { ScalingReport } from '../figures/scaling.ts'
import type { ClientReport, ModeReport } from './report.ts'
import type { Outcome, Verdict } from './verdict.ts'

/** More would bury the first; the tables have them all. */
const mostReasons = 5

/**
 * For `fail` every finding that is not as expected; for `unknown` what is missing: the end of the run, processor time, or
 * evidence. A run that passed needs no reason.
 */
export function verdictReasons(
  verdict: Verdict,
  modes: Readonly<Record<string, ModeReport>>,
  { interruption, unconfirmed, starved, trials }: VerdictCircumstances,
  scaling?: ScalingReport,
): string[] {
  if (verdict === 'pass') return []
  const contradicted = contradictedPoints(scaling).map(
    ({ mode, client, point }) => `${mode}, ${client}: speed-up of ${point.replicas} replicas: ${point.judgement?.says}`,
  )
  if (verdict === 'fail') return atMost([...outcomesOf(modes, 'unexpected'), ...contradicted])
  return atMost([
    ...(interruption === undefined ? [] : [`the run ended early: ${interruption}`]),
    ...unconfirmed.map(unconfirmedSentence),
    ...starvationSentence(starved, trials),
    ...outcomesOf(modes, 'unexpected'),
    ...contradicted,
    ...outcomesOf(modes, 'unknown'),
  ])
}

export interface VerdictCircumstances {
  readonly interruption: History['interruption'] | undefined
  /** Faults whose effect was not seen. */
  readonly unconfirmed: readonly FaultRecord[]
  readonly starved: readonly Starvation[]
  readonly trials: number
}

/** The faults that had no effect as far as could be seen; those of older histories, which did not look, are left out. */
export function unconfirmedOf({ faults }: History): FaultRecord[] {
  return faults.filter(({ trial, confirmation }) => trial > 0 && confirmation?.outcome === 'not-confirmed')
}

function unconfirmedSentence({ trial, fault, what, confirmation }: FaultRecord): string {
  const why = confirmation?.because === undefined ? 'its consequence was not seen' : confirmation.because
  return `trial ${trial}: ${fault} of ${what} was not confirmed: ${why}`
}

/** One sentence for all trials; none for a run that had its processor time. */
export function starvationSentence(starved: readonly Starvation[], trials: number): string[] {
  const [first] = starved
  if (first === undefined) return []
  return [
    `the machine starved ${starved.length} of ${trials} trials (trial ${first.trial}: ${first.because.join('; ')})`,
  ]
}

/** Points of scaling curves whose speed-up is not as predicted. */
export function contradictedPoints({ curves }: Pick<ScalingReport, 'curves'> = { curves: [] }) {
  return curves.flatMap(({ mode, client, points }) =>
    points.filter(({ judgement }) => judgement?.outcome === 'unexpected').map((point) => ({ mode, client, point })),
  )
}

function outcomesOf(modes: Readonly<Record<string, ModeReport>>, outcome: Outcome): string[] {
  return Object.entries(modes).flatMap(([mode, { clients }]) =>
    Object.entries(clients).flatMap(([client, { checks, credentialGrowth }]: [string, ClientReport]) =>
      [
        ...Object.entries(checks).map(([name, { expectation }]) => ({ name, judgement: expectation })),
        ...(credentialGrowth?.sizes ?? []).map(({ items, judgement }) => ({
          name: `credential with ${items} items`,
          judgement,
        })),
      ].flatMap(({ name, judgement }) =>
        judgement?.outcome === outcome ? [`${mode}, ${client}: ${name}: ${judgement.says}`] : [],
      ),
    ),
  )
}

function atMost(reasons: readonly string[]): string[] {
  const more = reasons.length - mostReasons
  return more <= 0 ? [...reasons] : [...reasons.slice(0, mostReasons), `and ${more} more`]
}
