/**
 * Closes a test run with one plain line, `N passed, N failed, N skipped`, for programs that read test output; before it, the
 * tests that passed only when they were tried again, by name: something is wrong with each of them.
 */

import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import type { Reporter, TestCase, TestModule, TestSuite, Vitest } from 'vitest/node'

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
    const counts = countsOf(modules)
    const flaky = modules.flatMap((module) =>
      [...module.children.allTests()]
        .filter((test) => test.diagnostic()?.flaky)
        .map((test) => `${module.relativeModuleId}: ${test.fullName}`),
    )
    // After the default reporter's summary, which is written in the same turn.
    process.on('exit', () => {
      for (const name of flaky) console.log(`passed only when it was tried again: ${name}`)
      if (this.#sumFile === undefined) console.log(lineOf(counts))
      else writeFileSync(this.#sumFile, `${lineOf(plus(counts, this.#sumFile))}\n`)
    })
  }
}

/** What of a test module is counted. */
export type Counted = Pick<TestModule, 'state' | 'errors'> & {
  readonly children: {
    allTests(): Iterable<
      Pick<TestCase, 'result'> & { readonly options: Pick<TestCase['options'], 'mode'>; readonly parent: Scope }
    >
  }
}
type Scope = Pick<TestSuite, 'errors'> & { readonly parent?: Scope }

/** Tests that did not run since a hook before them failed, or took too long, have failed: the runner says that they were skipped. */
export function countsOf(modules: readonly Counted[]): Counts {
  const counts: Counts = { passed: 0, failed: 0, skipped: 0 }
  for (const module of modules) {
    let lost = 0
    for (const test of module.children.allTests()) {
      const { state } = test.result()
      const isLost = state === 'skipped' && test.options.mode === 'run' && hasFailed(test.parent)
      if (isLost) lost += 1
      else counts[state === 'pending' ? 'skipped' : state] += 1
    }
    const fell = module.state() === 'failed' && module.errors().length > 0
    counts.failed += lost === 0 && fell ? 1 : lost
  }
  return counts
}

function hasFailed(scope: Scope | undefined): boolean {
  return scope !== undefined && (scope.errors().length > 0 || hasFailed(scope.parent))
}

function lineOf({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`
}

function plus(counts: Counts, sumFile: string): Counts {
  if (!existsSync(sumFile)) return counts
  const [passed = 0, failed = 0, skipped = 0] = (readFileSync(sumFile, 'utf8').match(/\d+/g) ?? []).map(Number)
  return { passed: counts.passed + passed, failed: counts.failed + failed, skipped: counts.skipped + skipped }
}
