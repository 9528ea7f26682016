/** A run that ends before its plan is done keeps what it has recorded, and its verdict is unknown. */

import { expect, it } from 'vitest'
import { realRun } from './real-run.fixture.ts'

it('keeps what was recorded when it is interrupted, and claims nothing', async () => {
  const controller = new AbortController()
  const interrupted = await realRun(
    { modes: ['jwt'], 'load.durationSeconds': 60 },
    {
      signal: controller.signal,
      onProgress: (event) =>
        event.type === 'round' && event.segments[0]?.trial === 1 && setTimeout(() => controller.abort(), 500),
    },
  )
  expect(interrupted.report.verdict).toBe('unknown')
  expect(interrupted.report.caveats[0]).toMatch(/ended early \(interrupted\)/)
  expect(interrupted.history.operations.length).toBeGreaterThan(100)
})

it('keeps what was recorded when the load balancer goes away, and says so', async () => {
  const broken = await realRun(
    { modes: ['jwt'], 'load.durationSeconds': 60 },
    { onStack: (stack) => setTimeout(() => stack.stop(), 2_000) },
  )
  expect(broken.failure?.message).toMatch(/refused \d+ connections in a row: is the load balancer still running/)
  expect(broken.history.interruption).toBe(broken.failure?.message)
  expect(broken.history.operations.filter(({ outcome }) => outcome === 'ok').length).toBeGreaterThan(100)
  expect(broken.report.verdict).not.toBe('pass')
})
