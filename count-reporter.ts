/** Closes a test run with one plain line, `N passed, N failed, N skipped`, for programs that read test output. */

import type { Reporter, TestModule } from 'vitest/node'

export class CountReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const counts = { passed: 0, failed: 0, skipped: 0, pending: 0 }
    for (const module of modules) {
      for (const test of module.children.allTests()) counts[test.result().state] += 1
      if (module.state() === 'failed' && module.errors().length > 0) counts.failed += 1
    }
    // After the default reporter's summary, which is written in the same turn.
    process.on('exit', () =>
      console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped + counts.pending} skipped`),
    )
  }
}
