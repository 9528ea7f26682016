/** A sweep on real stacks. How well it scales is measured by the scenario itself: here that all numbers are tried, and told apart. */

import { expect, it } from 'vitest'
import { realRun } from '../run/real-run.fixture.ts'

it('tries each mode with each number of replicas, asks so many as it says, and tells who was busy', async () => {
  const { report, history, accessLog, failure } = await realRun(
    {
      modes: ['jwt', 'cluster-sync'],
      'topology.replicas': 2,
      trials: 2,
      warmUpSeconds: 0.1,
      'load.durationSeconds': 0.2,
    },
    { scenario: 'scaling' },
  )
  expect(failure).toBeUndefined()
  expect(report.verdict).not.toBe('fail')
  expect(history.segments.filter(({ trial }) => trial > 0).map(({ mode, replicas }) => `${mode} ${replicas}`)).toEqual([
    ...['jwt 1', 'jwt 2', 'cluster-sync 1', 'cluster-sync 2'],
    ...['jwt 2', 'jwt 1', 'cluster-sync 2', 'cluster-sync 1'],
  ])
  for (const { segment, replicas } of history.segments) {
    const answered = history.operations
      .filter((operation) => operation.segment === segment)
      .map(({ replica }) => replica)
    expect(new Set(answered).size).toBe(replicas)
  }
  expect(accessLog.filter(({ mode }) => mode === 'jwt' || mode === 'cluster-sync')).toHaveLength(
    history.operations.length,
  )
  for (const { points, law, noLawReason } of report.scaling?.curves ?? []) {
    expect(points.map(({ replicas }) => replicas)).toEqual([1, 2])
    expect(law).toBeNull()
    // On a machine that others have filled not even these two are usable.
    expect(noLawReason).toMatch(/^unknown: a law needs 4 usable points, and there are [012]$/)
    expect(points[0]?.busy.replica).toBeGreaterThan(0)
  }
})
