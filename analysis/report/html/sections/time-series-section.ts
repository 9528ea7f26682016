/** How the load of each mode went: requests, refusals, latency and shares of the replicas over one axis of time. */

import type { FaultEffect } from '../../figures/fault-effects.ts'
import type { TimeSeries } from '../../figures/time-series.ts'
import { translated } from '../../i18n/texts.ts'
import { rowsOfReport } from '../../markdown/rows.ts'
import { plot } from '../charts/plot.ts'
import { linearScale, logScale } from '../charts/scale.ts'
import { lines, stacked, TimeScale } from '../charts/time-series-chart.ts'
import { duration, percent, whole } from '../format-figures.ts'
import { html, type Markup } from '../markup.ts'
import type { Section } from './section.ts'

/** Replicas beyond these share the colour of the last. */
const replicaColours = 5

export const timeSeries: Section = {
  id: 'time-series',
  title: (texts) => texts.timeSeries,
  body(report) {
    const rows = rowsOfReport(report).flatMap(({ mode, client, of }) =>
      of.timeSeries === null ? [] : { mode, client, series: of.timeSeries, effects: of.faultEffects ?? [] },
    )
    if (rows.length === 0) return undefined
    const latencyRange = rangeOf(
      rows.flatMap(({ series: { trials } }) => trials.flatMap(({ latencyMs }) => [...latencyMs.p50, ...latencyMs.max])),
    )
    const replicas = Math.max(
      ...rows.flatMap(({ series: { trials } }) => trials.map(({ byReplica }) => Object.keys(byReplica).length)),
    )
    return html`<p>${translated((texts) => texts.timeSeriesLead)}</p>
<p class="quiet key">${(['ok', 'refused', 'failed'] as const).map((kind) =>
      swatch(
        kind,
        translated((texts) => texts.outcome[kind]),
      ),
    )}
${
  rows.some(({ effects }) => effects.length > 0) &&
  swatch(
    'fault',
    translated((texts) => texts.faultBand),
  )
}
${lineKey('p50', html`p50`)}${lineKey('p99', html`p99`)}${lineKey(
  'max',
  translated((texts) => texts.max),
)}
${Array.from({ length: Math.min(replicas, replicaColours) }, (_, index) => swatch(`r${index + 1}`, html`replica-${index + 1}${index + 1 === replicaColours && replicas > replicaColours && '…'}`))}</p>
<div class="cards">
${rows.map((row, index) => card({ ...row, latencyRange, id: `time-series-${index}` }))}</div>`
  },
}

interface Row {
  readonly id: string
  readonly mode: string
  readonly client: string
  readonly series: TimeSeries
  readonly effects: readonly FaultEffect[]
  /** Of all modes: their latencies are to be compared. */
  readonly latencyRange: readonly [number, number]
}

function card({ id, mode, client, series, effects, latencyRange }: Row): Markup {
  const { trials, trialsLeftOut, stepMs } = series
  const time = new TimeScale(series)
  const x = time.ticks((trial) => `${trial}`, duration)
  const rates = trials.map((trial) =>
    [trial.ok, trial.refused, trial.failed].map((counts) =>
      counts.map((count, step) => count / time.stepSeconds(trial, step)),
    ),
  )
  const most = Math.max(
    ...rates.flatMap((layers) =>
      (layers[0] ?? []).map((_, step) => layers.reduce((sum, layer) => sum + (layer[step] ?? 0), 0)),
    ),
  )
  const perSecond = linearScale(most, whole)
  const refusedShare = trials.map(({ ok, refused, failed }) =>
    refused.map((count, step) => shareOf(count, count + (ok[step] ?? 0) + (failed[step] ?? 0))),
  )
  const shares = linearScale(1, (value) => `${Math.round(value * 100)} %`)
  const latency = logScale(latencyRange, duration)
  const byReplica = trials.map((trial) => replicaShares(Object.values(trial.byReplica)))
  const bands = time.faultBands(effects)
  const lane = { labelledBy: id, x }
  return html`<figure class="card">
<figcaption id="${id}"><b>${mode}, ${translated((texts) => texts.clients[client as 'frozen'] ?? client)}</b>
${translated((texts) => texts.timeSeriesCaption(trials.length, duration(stepMs), percent(totalShare(trials))))}
${trialsLeftOut > 0 && translated((texts) => texts.trialsLeftOut(trialsLeftOut))}</figcaption>
${plot({ ...lane, height: 90, x: [], y: perSecond.ticks, measures: translated((texts) => texts.requestsPerSecond), marks: [...bands, ...stacked(time, perSecond, rates, ['ok', 'refused', 'failed'])] })}
${plot({ ...lane, height: 50, x: [], y: shares.ticks.filter(({ at }) => at % 0.5 === 0), measures: translated((texts) => texts.refusedShare), marks: [...bands, lines(time, shares, refusedShare, 'refusals')] })}
${plot({
  ...lane,
  height: 90,
  x: [],
  y: latency.ticks,
  measures: translated((texts) => texts.latency),
  marks: [
    ...bands,
    ...(['max', 'p99', 'p50'] as const).map((of) =>
      lines(
        time,
        latency,
        trials.map(({ latencyMs }) => latencyMs[of]),
        of,
      ),
    ),
  ],
})}
${plot({ ...lane, height: 50, y: shares.ticks.filter(({ at }) => at % 0.5 === 0), measures: translated((texts) => texts.byReplica), marks: [...stacked(time, shares, byReplica, replicaKinds(byReplica)), ...bands] })}
${faultList(effects)}</figure>
`
}

function totalShare(trials: TimeSeries['trials']): number {
  const sum = (lists: readonly (readonly number[])[]) => lists.flat().reduce((a, b) => a + b, 0)
  const refused = sum(trials.map((trial) => trial.refused))
  return shareOf(refused, refused + sum(trials.map(({ ok }) => ok)) + sum(trials.map(({ failed }) => failed))) ?? 0
}

function shareOf(part: number, all: number): number | null {
  return all === 0 ? null : part / all
}

function replicaShares(counts: readonly (readonly number[])[]): number[][] {
  const totals = (counts[0] ?? []).map((_, step) => counts.reduce((sum, list) => sum + (list[step] ?? 0), 0))
  return counts.map((list) => list.map((count, step) => count / Math.max(1, totals[step] ?? 0)))
}

function replicaKinds(byReplica: readonly (readonly unknown[])[]): string[] {
  const most = Math.max(...byReplica.map(({ length }) => length))
  return Array.from({ length: most }, (_, index) => `r${Math.min(index + 1, replicaColours)}`)
}

function rangeOf(values: readonly (number | null)[]): readonly [number, number] {
  const times = values.filter((value): value is number => value !== null && value > 0)
  const least = times.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY)
  const most = times.reduce((a, b) => Math.max(a, b), 0)
  return times.length === 0 ? [1, 10] : [least, most]
}

/** The faults of the first trial. */
function faultList(effects: readonly FaultEffect[]): Markup | false {
  const faults = effects.filter(({ trial }) => trial === effects[0]?.trial)
  return (
    faults.length > 0 &&
    html`<p class="quiet">${faults.map(
      ({ fault, what, atSeconds }, index) =>
        html`${index > 0 && ' · '}${fault} (${what}), ${duration(atSeconds * 1_000)}`,
    )}</p>`
  )
}

function swatch(kind: string, label: Markup): Markup {
  return html`<span><span class="swatch ${kind}"></span>${label}</span>`
}

function lineKey(kind: string, label: Markup): Markup {
  return html`<span><svg viewBox="0 0 24 16" aria-hidden="true"><path class="line ${kind}" d="M0 8H24"/></svg> ${label}</span>`
}
