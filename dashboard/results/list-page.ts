/** The page with the list of runs: a filter, and a table in which runs are selected for a comparison. Pure. */

import { printable } from '../../analysis/compare/wording.ts'
import { html, Markup } from '../../analysis/report/html/markup.ts'
import { page } from '../../analysis/report/html/page.ts'
import { translated } from './results-texts.ts'
import type { BrokenRun, ListedRun, RunId } from './runs-folder.ts'

/** Required properties of a run; an undefined property matches every run. */
export interface Filter {
  readonly scenario?: string
  readonly verdict?: string
  readonly mode?: string
}

export interface RunList {
  readonly folder: string
  readonly runs: readonly ListedRun[]
  readonly broken: readonly BrokenRun[]
}

export function listPage({ folder, runs, broken }: RunList, filter: Filter): string {
  const shown = runs.filter((run) => matches(run, filter))
  return page({
    title: `Runs in ${printable(folder)}`,
    heading: translated((texts) => texts.title),
    lead: runs.length > 0 ? filterForm(runs, filter) : emptyFolder(folder),
    sections: [
      ...(runs.length > 0
        ? [{ id: 'runs', title: translated((texts) => texts.count(shown.length, runs.length)), body: tableOf(shown) }]
        : []),
      ...(broken.length > 0
        ? [{ id: 'broken', title: translated((texts) => texts.broken), body: html`<ul>${broken.map(brokenItem)}</ul>` }]
        : []),
    ],
    style: listStyle,
  })
}

const listStyle = new Markup(`
form.filter { display: flex; flex-wrap: wrap; gap: .5rem 1rem; align-items: end } .filter label { font-size: .875rem; color: var(--quiet) }
.filter select { display: block } select, button { font: inherit; padding: .25rem .5rem; min-height: 2rem; color: var(--text);
  background: var(--card); border: 1px solid var(--quiet); border-radius: 6px } select { max-width: 100% } button { cursor: pointer } .compare { position: sticky; bottom: 0; max-width: none; margin: 0; padding: .5rem 0; background: var(--page) }
td.tick { text-align: center } td.tick input { width: 1.25rem; height: 1.25rem; margin: 0; accent-color: var(--good) } td.modes-of { white-space: normal; min-width: 12rem }
`)

function matches(run: ListedRun, { scenario, verdict, mode }: Filter): boolean {
  const fits = (wanted: string | undefined, has: readonly string[]) => wanted === undefined || has.includes(wanted)
  return fits(scenario, [run.scenario]) && fits(verdict, [run.verdict]) && fits(mode, run.modes)
}

function emptyFolder(folder: string): Markup {
  return html`<p>${translated((texts) => texts.empty(printable(folder)))}</p>
<pre>npx lab run</pre>`
}

function filterForm(runs: readonly ListedRun[], filter: Filter): Markup {
  const choice = (name: keyof Filter, values: readonly string[]) => html`<label>${translated((texts) => texts[name])}
<select name="${name}"><option value="">*</option>${[...new Set(values)]
    .sort()
    .map(
      (value) =>
        html`<option ${value === filter[name] && new Markup('selected')} value="${value}">${printable(value, 40)}</option>`,
    )}</select></label>
`
  return html`<form class="filter" action="/">
${choice(
  'scenario',
  runs.map(({ scenario }) => scenario),
)}${choice(
  'verdict',
  runs.map(({ verdict }) => verdict),
)}${choice(
  'mode',
  runs.flatMap(({ modes }) => modes),
)}<button>${translated((texts) => texts.apply)}</button>
</form>`
}

function tableOf(runs: readonly ListedRun[]): Markup {
  if (runs.length === 0) return html`<p>${translated((texts) => texts.noneMatches)}</p>`
  return html`<p>${translated((texts) => texts.howToCompare)}</p>
<form action="/compare">
<div class="wide" role="region" aria-labelledby="runs" tabindex="0"><table>
<thead><tr><th scope="col">A</th><th scope="col">B</th>${(
    ['started', 'scenario', 'verdict', 'modes', 'trials'] as const
  ).map(
    (name) =>
      html`<th scope="col" class="${name === 'trials' ? '' : 'text'}">${translated((texts) => texts[name])}</th>`,
  )}</tr></thead>
<tbody>
${runs.map(rowOf)}</tbody></table></div>
<p class="compare"><button>${translated((texts) => texts.compare)}</button></p>
</form>`
}

function rowOf({ id, scenario, startedAt, verdict, modes, trials }: ListedRun): Markup {
  const when = printable(startedAt, 40).slice(0, 19).replace('T', ' ')
  const tick = (side: 'a' | 'b') =>
    html`<td class="tick"><input type="checkbox" name="${side}" value="${id}" aria-label="${side.toUpperCase()}: ${printable(scenario, 60)}, ${when}"></td>`
  return html`<tr>${tick('a')}${tick('b')}<th scope="row"><a href="${runPath(id)}">${when}</a></th><td class="text">${printable(scenario, 60)}</td><td class="text ${verdict}">${translated((texts) => texts.verdicts[verdict])}</td><td class="text modes-of">${printable(modes.join(', '))}</td><td>${trials}</td></tr>
`
}

const brokenItem = ({ id, problem }: BrokenRun) =>
  html`<li><b>${printable(id)}</b>: <span lang="en-GB">${printable(problem, 400)}</span></li>\n`

export function runPath(id: RunId): string {
  return `/run/${id.split('/').map(encodeURIComponent).join('/')}`
}
