import { expect, it } from 'vitest'
import { TimeScale } from './time-series-chart.ts'

it('the time of a single trial has ticks at round times, where they belong', () => {
  const trial = {
    trial: 1,
    lengthMs: 251,
    ok: [],
    refused: [],
    failed: [],
    latencyMs: { p50: [], p99: [], max: [] },
    byReplica: {},
  }
  const time = new TimeScale({ stepMs: 10, trials: [trial], trialsLeftOut: 0 })
  const ticks = time.ticks(
    (number) => `${number}`,
    (ms) => `${ms}`,
  )
  expect(ticks.map(({ label }) => label)).toEqual(['0', '100', '200'])
  expect(ticks[1]?.at).toBeCloseTo(100 / 251)
})
