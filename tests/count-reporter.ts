/**
 * Closes a test run with one plain line, `N passed, N failed, N skipped`, for programs that read test output; before it, the
 * tests that passed only when they were tried again, by name: something is wrong with each of them.
 */

import type { Reporter, TestModule } from 'vitest/node'

export class CountReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const counts = { passed: 0, failed: 0, skipped: 0, pending: 0 }
    const flaky: string[] = []
    for (const module of modules) {
      for (const test of module.children.allTests()) {
        counts[test.result().state] += 1
        if (test.diagnostic()?.flaky) flaky.push(`${module.relativeModuleId}: ${test.fullName}`)
      }
      if (module.state() === 'failed' && module.errors().length > 0) counts.failed += 1
    }
    // After the default reporter's summary, which is written in the same turn.
    process.on('exit', () => {
      for (const name of flaky) console.log(`passed only when it was tried again: ${name}`)
      console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped + counts.pending} skipped`)
    })
  }
}
