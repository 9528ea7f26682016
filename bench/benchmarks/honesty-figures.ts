/** What the runs of honesty.ts show, in Markdown. Pure. */

import { type Comparison, compareSides, type Row, type RowOutcome } from '../compare/compare.ts'
import { floorFrom, noiseOf } from '../compare/noise.ts'
import type { Run, Side } from '../compare/side.ts'
import { seededRandom } from '../load/random.ts'
import { share } from '../report/plain-table.ts'

const comparisonsWanted = 40
const runsEach = 6

/** @param planted replicas as they are, and the same made slower, in turns */
export function honestyOf(identical: Side, planted: readonly (readonly [Side, Side])[]): string {
  const inTurns = comparisonsInTurns(identical.runs)
  const pairs = pairsOf(identical.runs)
  const alone = pairs.map(([a, b]) => compareSides(sideOf([a]), sideOf([b])))
  const withFloor = pairs.map(([a, b]) => {
    const others = identical.runs.filter((run) => run !== a && run !== b)
    return compareSides(sideOf([a]), sideOf([b]), floorFrom(noiseOf(sideOf(others))))
  })
  return [
    `${identical.runs.length} identical runs; ${planted.length} times six runs, and six of replicas made slower, in turns.`,
    '',
    '| identical runs compared | comparisons | with a difference declared | figures | declared |',
    '|---|---|---|---|---|',
    countsRow(`${runsEach} runs a side, taken in turns`, inTurns, declared),
    countsRow('one run of 6 trials a side, noise floor of the other runs', withFloor, declared),
    countsRow('one run of 6 trials a side, nothing else known', alone, declared),
    countsRow('the same, had trials of one run been taken for independent samples', alone, [
      'unconfirmed',
      ...declared,
    ]),
    '',
    `| replicas slower on purpose, ${runsEach} runs a side | before | slower | change [95 %] | p, adjusted | |`,
    '|---|---|---|---|---|---|',
    ...planted.flatMap(([a, b], index) =>
      compareSides(a, b)
        .rows.filter(isOfSpeed)
        .map((row) => plantedRow(row, index + 1)),
    ),
    '',
    '| how much identical runs differ | median of all pairs | 95 of 100 pairs, less than |',
    '|---|---|---|',
    ...noiseOf(identical).rows.map(
      ({ mode, figure, typical, floor }) => `| ${mode}, ${figure} | ${share(typical)} | ${share(floor)} |`,
    ),
  ].join('\n')
}

const declared = ['better', 'worse'] as const satisfies readonly RowOutcome[]

function countsRow(name: string, comparisons: readonly Comparison[], counted: readonly RowOutcome[]): string {
  const rows = comparisons.flatMap((comparison) => comparison.rows)
  const found = rows.filter(({ outcome }) => counted.includes(outcome)).length
  const any = comparisons.filter(({ rows }) => rows.some(({ outcome }) => counted.includes(outcome))).length
  return `| ${name} | ${comparisons.length} | ${any} | ${rows.length} | ${found} |`
}

/** Windows of consecutive runs; of each two neighbours a coin says which goes to which side. */
function comparisonsInTurns(runs: readonly Run[]): Comparison[] {
  const random = seededRandom(40)
  const last = runs.length - 2 * runsEach
  if (last < 0) return []
  return Array.from({ length: comparisonsWanted }, (_, index) => {
    const first = Math.round((index * last) / (comparisonsWanted - 1))
    const sides: [Run[], Run[]] = [[], []]
    for (const [one, other] of pairsOf(runs.slice(first, first + 2 * runsEach))) {
      const heads = random() < 0.5
      sides[0].push(heads ? one : other)
      sides[1].push(heads ? other : one)
    }
    return compareSides(sideOf(sides[0]), sideOf(sides[1]))
  })
}

/** Each run with the next, no run twice. */
function pairsOf(runs: readonly Run[]): [Run, Run][] {
  return runs.flatMap((run, index): [Run, Run][] => {
    const before = runs[index - 1]
    return index % 2 === 1 && before ? [[before, run]] : []
  })
}

const sideOf = (runs: readonly Run[]): Side => ({ name: runs[0]?.path ?? 'none', runs })
const isOfSpeed = ({ figure }: Row) => figure === 'goodput' || figure === 'p50' || figure === 'cpu'

function plantedRow({ mode, figure, a, b, change, ci95, pAdjusted, outcome }: Row, chunk: number): string {
  const interval = ci95 ? ` [${ci95.map((bound) => share(bound)).join(', ')}]` : ''
  const values = [a, b].map(({ value }) => value.toFixed(value < 10 ? 2 : 0)).join(' | ')
  return `| ${chunk}: ${mode}, ${figure} | ${values} | ${share(change ?? 0)}${interval} | ${pAdjusted.toFixed(3)} | ${outcome} |`
}
