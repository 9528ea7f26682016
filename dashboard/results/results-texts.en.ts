/** Every text of `lab serve` beyond those of reports and comparisons, in English. */

import { plural } from '../../analysis/report/terminal/plain-table.ts'
import type { Verdict } from '../../analysis/report/model/verdict.ts'

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
    'Tick the runs of one side under A and those of the other under B. One run a side shows what hangs on no clock; which is faster, four runs a side or more, taken in turns.',
  compare: 'Compare A with B',
  broken: 'Runs that cannot be shown',
  empty: (folder: string) => `There are no runs in ${folder} yet. Make one, then load this page again:`,
  noneMatches: 'No run is like that.',

  notFound: 'There is no such page',
  unreadable: 'This run cannot be shown',
  notCompared: 'This is not compared',
  tickBoth: 'Tick at least one run under A and one under B.',
  compareAllTheSame: 'Compare all the same',
  back: 'All runs',
}

/** Every text that English has: what is missing in another language, or is one too many, is a type error. */
export type Texts = typeof en
