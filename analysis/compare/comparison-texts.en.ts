/** Every text of comparisons, in English.. */

import { plural } from '../report/terminal/plain-table.ts'
import type { FigureName } from './compared-figures.ts'
import type { Row, RowOutcome } from './comparison.ts'
import type { LimitOutcome } from './limits.ts'
import type { SampleUnit } from './side.ts'

export const en = {
  title: 'A and B compared',
  sides: (runs: number, trials: number, when: string) => `${plural(runs, 'run')}, ${plural(trials, 'trial')}, ${when}`,
  /** From its first run to its last. */
  fromTo: (first: string, last: string) => (first === last ? `${first} UTC` : `${first} to ${last} UTC`),

  shown: (figures: number, better: number, worse: number) =>
    `of ${plural(figures, 'figure')} ${better} better, ${worse} worse`,
  unconfirmed: (figures: number, open: number) =>
    `of ${plural(figures, 'figure')} ${open} differ between two runs, unconfirmed; no difference is shown`,
  noneShown: (figures: number) => `of ${plural(figures, 'figure')} none is shown to differ`,

  differing: 'What differs besides',
  differs: (what: string, a: string, b: string) => `${what} differs: ${a} in A, ${b} in B`,
  onlyIn: (side: 'A' | 'B', names: string) => `only in ${side}: ${names}`,
  warnings: 'Keep in mind',

  outcomes: {
    better: 'better',
    worse: 'worse',
    'none-shown': '~',
    unconfirmed: '?',
    'too-few': '~',
  } satisfies Record<RowOutcome, string>,
  noneShownMeans: '~ no difference is shown, or none that matters: that is not to say that there is none',
  unconfirmedMeans:
    '? the trials differ, but they are those of one run a side: whether what you changed or the machine did it, two runs cannot tell. Compare folders of four runs or more a side, taken in turns; or say by --noise DIR how much identical runs differ here',
  bySessionMeans:
    'rates are compared by session, because each side is one run: identical runs can differ by more than this shows. Compare folders of four runs or more a side',
  pMeans: (unit: SampleUnit, rates: Row['unit'] | undefined, figures: number, percent: number) =>
    `p: two-sided, ${unit}s as samples (Mann-Whitney U)${rates === undefined || rates === unit ? '' : `, ${rates}s for rates`}; adjusted for ${figures} figures (Benjamini-Hochberg); a difference below ${percent} %`,

  limits: 'Limits',
  limit: 'limit',
  where: 'mode',
  outcome: 'outcome',
  limitOutcomes: { held: 'held', broken: 'broken', unknown: 'unknown' } satisfies Record<
    LimitOutcome['outcome'],
    string
  >,
  because: 'because',

  reading: 'How to read it',
  figuresLead:
    'A above, B below, each the median of its samples, or the mean rate of its runs, with its 95 % interval; then the change from A to B, with its own.',
  before: 'A',
  after: 'B',
  figures: {
    goodput: 'Good answers per second',
    throughput: 'All answers per second',
    p50: 'Latency: half of all requests',
    p90: 'Latency: 90 of 100 requests',
    p99: 'Latency: 99 of 100 requests',
    cpu: 'Processor time of the replica for each request',
    'bytes-out': 'Bytes sent for each request',
    'bytes-in': 'Bytes received for each request',
  } satisfies Record<FigureName, string>,
  figure: 'figure',
  change: 'change [95 %]',
  effect: (superiority: string) => `B above A in ${superiority} of all pairs`,
}

/** The English texts as a type: a missing or an extra text in another language is a type error. */
export type Texts = typeof en
