/** The texts of `lab serve` in English; reports and comparisons have their own. */

import type { Verdict } from '../../analysis/report/model/verdict.ts'
import { plural } from '../../analysis/report/terminal/plain-table.ts'

export const en = {
  title: 'Runs',
  count: (shown: number, all: number) => (shown === all ? plural(all, 'run') : `${shown} of ${plural(all, 'run')}`),
  scenario: 'scenario',
  verdict: 'verdict',
  mode: 'mode',
  apply: 'Filter',
  verdicts: { pass: 'pass', fail: 'fail', unknown: 'unknown' } satisfies Record<Verdict, string>,
  started: 'started (UTC): report',
  modes: 'modes',
  trials: 'trials',
  howToCompare:
    'Select the runs of one side under A and those of the other under B. One run per side can compare mismatches and bytes. To compare speed, use at least four runs per side, started alternately.',
  compare: 'Compare A with B',
  broken: 'Runs that cannot be shown',
  empty: (folder: string) => `There are no runs in ${folder} yet. Make one, then load this page again:`,
  noneMatches: 'No run matches the filter.',

  notFound: 'Page not found',
  unreadable: 'This run cannot be shown',
  notCompared: 'These runs cannot be compared',
  tickBoth: 'Select at least one run under A and one under B.',
  compareAnyway: 'Compare anyway',
  back: 'All runs',
}

/** Every text that English has: what is missing in another language, or is one too many, is a type error. */
export type Texts = typeof en
