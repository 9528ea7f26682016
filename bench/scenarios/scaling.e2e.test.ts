/** A sweep on real stacks. How well it scales is measured by the scenario itself: here that all numbers are tried, and told apart. */

import { expect, it } from 'vitest'
import { recordedRun } from '../run/recorded-run.fixture.ts'

const modes = ['memory', 'sticky', 'cluster-sync-least-conn', 'redis-least-conn', 'jwt-least-conn']

it('tries each mode with each number of replicas, asks so many as it says, and tells who was busy', async (context) => {
  const { report, history, accessLog } = await recordedRun('scaling', context)
  expect(history.segments.filter(({ trial }) => trial > 0).map(({ mode, replicas }) => `${mode} ${replicas}`)).toEqual([
    ...modes.flatMap((mode) => [`${mode} 1`, `${mode} 2`]),
    ...modes.flatMap((mode) => [`${mode} 2`, `${mode} 1`]),
  ])
  for (const { segment, replicas } of history.segments) {
    const answered = history.operations
      .filter((operation) => operation.segment === segment)
      .map(({ replica }) => replica)
    expect(new Set(answered).size).toBe(replicas)
  }
  expect(accessLog.filter(({ mode }) => modes.includes(mode))).toHaveLength(history.operations.length)
  expect(report.scaling?.curves).toHaveLength(modes.length)
  for (const { points, law, noLawReason } of report.scaling?.curves ?? []) {
    expect(points.map(({ replicas }) => replicas)).toEqual([1, 2])
    expect(law).toBeNull()
    // On a machine that others have filled not even these two are usable.
    expect(noLawReason).toMatch(/^unknown: a law needs 4 usable points, and there are [012]$/)
    expect(points[0]?.busy.replica).toBeGreaterThan(0)
  }
})
