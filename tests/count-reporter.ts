/**
 * Closes a test run with one plain line, `N passed, N failed, N skipped`, for programs that read test output; before it, the
 * tests that passed only when they were tried again, by name: something is wrong with each of them.
 */

import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import type { Reporter, TestModule, Vitest } from 'vitest/node'

interface Counts {
  passed: number
  failed: number
  skipped: number
}

export class CountReporter implements Reporter {
  /** `--outputFile.counts`: where several test runs add up their counts. The caller then prints this file in place of the line. */
  #sumFile: string | undefined

  onInit({ config: { outputFile } }: Vitest): void {
    if (typeof outputFile === 'object') this.#sumFile = outputFile['counts']
  }

  onTestRunEnd(modules: readonly TestModule[]): void {
    const counts: Counts = { passed: 0, failed: 0, skipped: 0 }
    const flaky: string[] = []
    for (const module of modules) {
      for (const test of module.children.allTests()) {
        const { state } = test.result()
        counts[state === 'pending' ? 'skipped' : state] += 1
        if (test.diagnostic()?.flaky) flaky.push(`${module.relativeModuleId}: ${test.fullName}`)
      }
      if (module.state() === 'failed' && module.errors().length > 0) counts.failed += 1
    }
    // After the default reporter's summary, which is written in the same turn.
    process.on('exit', () => {
      for (const name of flaky) console.log(`passed only when it was tried again: ${name}`)
      if (this.#sumFile === undefined) console.log(lineOf(counts))
      else writeFileSync(this.#sumFile, `${lineOf(plus(counts, this.#sumFile))}\n`)
    })
  }
}

function lineOf({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`
}

function plus(counts: Counts, sumFile: string): Counts {
  if (!existsSync(sumFile)) return counts
  const [passed = 0, failed = 0, skipped = 0] = (readFileSync(sumFile, 'utf8').match(/\d+/g) ?? []).map(Number)
  return { passed: counts.passed + passed, failed: counts.failed + failed, skipped: counts.skipped + skipped }
}
