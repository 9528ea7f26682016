import { expect, it } from 'vitest'
import { literalHistory } from '../../../bench/history/literal-run.fixture.ts'
import type { Confirmation, FaultRecord } from '../../../bench/history/records.ts'
import { buildReport } from './build-report.ts'

const kill = { type: 'fault', trial: 1, fault: 'pause-redis', what: 'Redis', startMicros: 1 } as const
const reportOf = (confirmation?: Confirmation, trial = 1) => {
  const fault: FaultRecord = { ...kill, trial, ...(confirmation && { confirmation }) }
  return buildReport(literalHistory({ faults: [fault] }))
}

it('a run whose fault had no effect proves nothing, and its report says so first', () => {
  const { verdict, reasons } = reportOf({ outcome: 'not-confirmed', afterMicros: 5e6 })
  expect(verdict).toBe('unknown')
  expect(reasons?.[0]).toBe('trial 1: pause-redis of Redis was not confirmed: its consequence was not seen')
  const because = 'Redis was already down'
  expect(reportOf({ outcome: 'not-confirmed', because, afterMicros: 0 }).reasons?.[0]).toMatch(/already down$/)
})

it.each<[string, Confirmation | undefined, number]>([
  ['was seen', { outcome: 'confirmed', afterMicros: 1 }, 1],
  ['could not be told', { outcome: 'inconclusive', afterMicros: 1 }, 1],
  ['was not looked for, in an older history', undefined, 1],
  ['belongs to the warm-up', { outcome: 'not-confirmed', afterMicros: 1 }, 0],
])('the verdict is made by findings alone where the effect %s', (_what, confirmation, trial) => {
  const names = (report: ReturnType<typeof reportOf>) =>
    (report.reasons ?? []).filter((reason) => reason.includes('pause-redis'))
  expect(names(reportOf(confirmation, trial))).toEqual([])
})
