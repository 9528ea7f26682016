/**
 * Time and memory of each checker over 10⁴, 10⁵ and 10⁶ operations: whether both grow linearly. `npm run bench` bounds
 * the heap, so that the figure is the memory in use, without uncollected garbage.
 */

import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { anomalies } from '../analysis/anomalies/registry.ts'
import { sessionGuarantees } from '../analysis/anomalies/session-guarantees/check.ts'
import type { HistorySlice } from '../bench/history/history.ts'
import { historyOf, stepsPerSession } from './made-history.ts'

const sizes = [10_000, 100_000, 1_000_000] as const
const rounds = 3
const out = join('results', 'benchmarks')

interface Cost {
  readonly checker: string
  readonly operations: number
  /** The minimum of a few rounds. */
  readonly ms: number
  /** Of the whole process afterwards, history included. */
  readonly residentMegabytes: number
}

const subjects: Readonly<Record<string, (slice: HistorySlice) => unknown>> = {
  ...Object.fromEntries(Object.entries(anomalies).map(([name, { check }]) => [name, check.check])),
  'session guarantees': sessionGuarantees,
}

function measure(checker: string, check: (slice: HistorySlice) => unknown, slice: HistorySlice): Cost {
  const times = Array.from({ length: rounds }, () => {
    const startedAt = performance.now()
    check(slice)
    return performance.now() - startedAt
  })
  const residentMegabytes = process.memoryUsage.rss() / 2 ** 20
  return { checker, operations: slice.operations.length, ms: Math.min(...times), residentMegabytes }
}

const costs: Cost[] = []
for (const size of sizes) {
  const operations = [...historyOf(size)]
  const slice = {
    mode: 'redis',
    client: 'browser',
    sessionLivesIn: 'store',
    segments: [],
    faults: [],
    retries: [],
    audits: [],
    operations,
  } as const
  for (const [name, check] of Object.entries(subjects)) costs.push(measure(name, check, slice))
}

console.log(`Time of each checker by number of operations, ms; memory of the process, history included, MB\n`)
for (const name of Object.keys(subjects)) {
  const own = costs.filter(({ checker }) => checker === name)
  const figures = own.map(
    ({ ms, residentMegabytes }) => `${ms.toFixed(1).padStart(8)} (${residentMegabytes.toFixed(0)} MB)`,
  )
  console.log(`${name.padEnd(20)} ${figures.join('  ')}`)
}
await mkdir(out, { recursive: true })
await writeFile(join(out, 'checkers.json'), `${JSON.stringify({ rounds, stepsPerSession, costs }, null, 2)}\n`)
console.log(`\nWritten to ${join(out, 'checkers.json')}`)
