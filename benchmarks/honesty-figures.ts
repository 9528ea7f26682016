/** What the comparisons of honesty.ts show, in Markdown. Pure. */

import { type Comparison, compareSides, type Row, type RowOutcome } from '../analysis/compare/comparison.ts'
import { floorFrom, noiseOf } from '../analysis/compare/noise.ts'
import type { Run, Side } from '../analysis/compare/side.ts'
import { share } from '../analysis/report/terminal/plain-table.ts'
import { seededRandom } from '../bench/random.ts'

/** What was run on two stacks. */
export interface Pair {
  /** One run of several trials on each, one after the other, on fresh replicas. */
  readonly single: readonly [Side, Side]
  /** Afterwards, runs of one trial in turns. */
  readonly inTurns: readonly [Side, Side]
}

/** Comparisons with replicas that are slower on purpose. */
export interface Planted {
  readonly trialSeconds: number
  readonly pairs: readonly Pair[]
}

export interface Compared {
  readonly identical: readonly Pair[]
  readonly slower: readonly Planted[]
}

export function honestyOf({ identical, slower }: Compared): string {
  const alone = identical.map(({ single: [a, b] }) => compareSides(a, b))
  const withFloor = identical.map(({ single: [a, b] }, index) => {
    const others = identical.toSpliced(index, 1).flatMap(({ single }) => single)
    return compareSides(a, b, floorFrom(noiseOf(together(others))))
  })
  const inTurns = identical.map(({ inTurns: [a, b] }) => compareSides(a, b))
  const planted = slower.flatMap(({ pairs }) => pairs)
  const runs = [...identical, ...planted]
    .flatMap((pair) => [...pair.single, ...pair.inTurns])
    .flatMap(({ runs }) => runs)
  return [
    `${runs.length} runs: ${identical.length} comparisons of identical replicas, ${planted.length} with replicas made slower.`,
    '',
    '| identical replicas compared | comparisons | with a difference declared | figures | declared |',
    '|---|---|---|---|---|',
    countsRow('six runs a side, in turns, warm', inTurns, declared),
    countsRow('the same runs, dealt anew to the two sides by a coin in each turn', dealt(identical), declared),
    countsRow('one run of six trials a side, noise floor of the others known', withFloor, declared),
    countsRow('one run of six trials a side, nothing else known', alone, declared),
    countsRow('the same, had trials of one run been taken for independent samples', alone, [
      'unconfirmed',
      ...declared,
    ]),
    '',
    ...slower.flatMap(plantedTable),
    '| how much identical runs differ | median of all pairs | 95 of 100 pairs, less than |',
    '|---|---|---|',
    ...noiseOf(together(identical.flatMap(({ inTurns }) => inTurns))).rows.map(
      ({ mode, figure, typical, floor }) => `| ${mode}, ${figure} | ${share(typical)} | ${share(floor)} |`,
    ),
  ].join('\n')
}

const declared = ['better', 'worse'] as const satisfies readonly RowOutcome[]

function countsRow(name: string, comparisons: readonly Comparison[], counted: readonly RowOutcome[]): string {
  const rows = comparisons.flatMap((comparison) => comparison.rows)
  const found = rows.filter(({ outcome }) => counted.includes(outcome)).length
  return `| ${name} | ${comparisons.length} | ${withAny(comparisons, counted)} | ${rows.length} | ${found} |`
}

function withAny(comparisons: readonly Comparison[], counted: readonly RowOutcome[]): number {
  return comparisons.filter(({ rows }) => rows.some(({ outcome }) => counted.includes(outcome))).length
}

const deals = 40

/** Not independent of each other: there are more deals than pairs. */
function dealt(pairs: readonly Pair[]): Comparison[] {
  const random = seededRandom(40)
  if (pairs.length === 0) return []
  return Array.from({ length: deals }, (_, index) => {
    const [one, other] = (pairs[index % pairs.length] as Pair).inTurns
    const sides: [Run[], Run[]] = [[], []]
    for (const [turn, run] of one.runs.entries()) {
      const heads = random() < 0.5
      sides[heads ? 0 : 1].push(run)
      sides[heads ? 1 : 0].push(other.runs[turn] as Run)
    }
    return compareSides({ name: 'heads', runs: sides[0] }, { name: 'tails', runs: sides[1] })
  })
}

const together = (sides: readonly Side[]): Side => ({ name: 'together', runs: sides.flatMap(({ runs }) => runs) })
const isOfSpeed = ({ figure }: Row) => figure === 'goodput' || figure === 'p50' || figure === 'cpu'

function plantedTable({ trialSeconds, pairs }: Planted): string[] {
  const comparisons = pairs.map(({ inTurns: [a, b] }) => compareSides(a, b))
  return [
    `Replicas slower on purpose, six runs a side of ${trialSeconds} s each: a difference was declared in ` +
      `${withAny(comparisons, declared)} of ${comparisons.length} comparisons.`,
    '',
    '| comparison, figure | before | slower | change [95 %] | p, adjusted | |',
    '|---|---|---|---|---|---|',
    ...comparisons.flatMap(({ rows }, index) => rows.filter(isOfSpeed).map((row) => plantedRow(row, index + 1))),
    '',
  ]
}

function plantedRow({ mode, figure, a, b, change, ci95, pAdjusted, outcome }: Row, number: number): string {
  const interval = ci95 ? ` [${ci95.map((bound) => share(bound)).join(', ')}]` : ''
  const values = [a, b].map(({ value }) => value.toFixed(value < 10 ? 2 : 0)).join(' | ')
  return `| ${number}: ${mode}, ${figure} | ${values} | ${share(change ?? 0)}${interval} | ${pAdjusted.toFixed(3)} | ${outcome} |`
}
