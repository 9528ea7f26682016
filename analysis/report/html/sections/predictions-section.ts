/** Prediction against measurement: for each check that tells something, each mode's dot on one scale. */

import type { CheckName } from '../../../anomalies/registry.ts'
import { translated } from '../../i18n/texts.ts'
import { rowsOfReport } from '../../markdown/rows.ts'
import type { CheckReport, Report } from '../../model/report.ts'
import { tabledChecks } from '../../terminal/check-table.ts'
import { type Dot, dots } from '../charts/dots.ts'
import { duration, percent, percentInterval, whole } from '../format-figures.ts'
import { html, type Markup } from '../markup.ts'
import type { Section } from './section.ts'

export const predictions: Section = {
  id: 'predictions',
  title: (texts) => texts.predictions,
  body: (report) => html`<p>${translated((texts) => texts.predictionsLead)}</p>
${tabledChecks(report).map((name) => checkOf(report, name))}`,
}

function checkOf(report: Report, name: CheckName): Markup {
  const rows = rowsOfReport(report).map(({ mode, client, of }) => ({
    who: whoIs(mode, client),
    check: of.checks[name],
  }))
  const expected = rows.filter(({ check }) => check.expectation !== undefined)
  const shown = expected.length > 0 ? expected : rows
  const lifetimes = shown.filter(
    ({ check }) => check.residualLifetimeMs !== undefined || check.prediction?.lifeMs !== undefined,
  )
  return html`<h3>${translated((texts) => texts.checks[name])}</h3>
${dots(shown.map(rateDot), percent)}
${
  lifetimes.some(({ check }) => check.prediction?.lifeMs !== undefined) &&
  html`<h4>${translated((texts) => texts.window)}</h4>
${dots(lifetimes.map(lifetimeDot), duration)}`
}
${reasons(shown)}`
}

/** Why theory expects it: each formula with its reason once, and all whom it is told of. */
function reasons(rows: readonly Row[]): Markup | false {
  const told = rows.flatMap(({ who, check: { prediction } }) => (prediction === undefined ? [] : { who, prediction }))
  const byReason = Map.groupBy(told, ({ prediction: { formula, because } }) => `${formula} ${because}`)
  return (
    byReason.size > 0 &&
    html`<h4>${translated((texts) => texts.why)}</h4>
<ul class="reasons">
${[...byReason.values()].map(
  (same) => html`<li><b>${same.map(({ who }, index) => html`${index > 0 && '; '}${who}`)}</b>: ${same
    .slice(0, 1)
    .map(({ prediction }) => html`<code>${prediction.formula}</code> <i lang="en">${prediction.because}</i>`)}</li>
`,
)}</ul>`
  )
}

function whoIs(mode: string, client: string): Markup {
  return html`${mode}, ${translated((texts) => texts.clients[client as 'frozen'] ?? client)}`
}

interface Row {
  readonly who: Markup
  readonly check: CheckReport
}

function rateDot({ who, check }: Row): Dot {
  const { rate, ci95, prediction, count, total, expectation } = check
  const band = prediction?.band
  const expected = band ? percentInterval(band) : prediction?.rate === undefined ? null : percent(prediction.rate)
  return {
    who,
    measured: rate,
    interval: ci95,
    predicted: prediction?.rate ?? null,
    ...(band && { band }),
    outcome: expectation?.outcome ?? 'none',
    figures: html`${rate === null ? translated((texts) => texts.nothing) : html`<b>${percent(rate)}</b> [${percentInterval(ci95)}]`}
${expectation && html`<b class="${expectation.outcome}">${translated((texts) => texts.outcomes[expectation.outcome])}</b>`}
<span class="quiet">${expected !== null && html`${translated((texts) => texts.predicted(expected))}, `}${translated((texts) => texts.ofTotal(whole(count), whole(total)))}</span>`,
  }
}

function lifetimeDot({ who, check }: Row): Dot {
  const { residualLifetimeMs, prediction } = check
  const mean = residualLifetimeMs?.mean ?? (check.count === 0 ? 0 : null)
  const predicted = residualLifetimeMs?.predictedMean ?? (prediction?.rate === 0 ? 0 : null)
  return {
    who,
    measured: mean,
    interval: residualLifetimeMs?.ci95 ?? null,
    predicted,
    outcome: check.expectation?.outcome ?? 'none',
    figures: html`${mean !== null && html`<b>${duration(mean)}</b>`}
${residualLifetimeMs?.ci95 && html`[${residualLifetimeMs.ci95.map(duration).join('–')}]`}
<span class="quiet">${predicted !== null && translated((texts) => texts.predicted(duration(predicted)))}${
      residualLifetimeMs && html`, ${translated((texts) => texts.longest(duration(residualLifetimeMs.max)))}`
    }</span>`,
  }
}
