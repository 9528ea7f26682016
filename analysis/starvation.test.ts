import { describe, expect, it } from 'vitest'
import { literalHistory } from '../bench/history/literal-run.fixture.ts'
import type { SegmentRecord } from '../bench/history/records.ts'
import { buildReport } from './report/model/build-report.ts'
import { starvationOf } from './starvation.ts'

const history = literalHistory()
/** Two processors for a second: the client 0.1 s, nginx 0.2 s. */
const measured = { partCpuMicros: { loadBalancer: 200_000 } }
const starvedBy = (change: Partial<SegmentRecord>, run = history.run) =>
  starvationOf(
    run,
    history.segments.map((segment) => ({ ...segment, ...measured, ...(segment.trial === 2 && change) })),
  )

describe('a starved trial', () => {
  it.each<[string, Partial<SegmentRecord>, RegExp]>([
    ['by other programs', { idleShare: 0.5 }, /other programs used up to 35 % of the processors/],
    ['by other guests of the host', { idleShare: 0.6, stealShare: 0.2 }, /hypervisor gave up to 20 %/],
    [
      'at an arrival rate that leaves nothing idle',
      { idleShare: 0.01, clientCpuMicros: 1_700_000, arrivals: { intended: 9, unsent: 0 } },
      /no idle time left/,
    ],
    ['by a client that runs late', { idleShare: 0.8, clientDelayMs: 130 }, /timers of the client fired 130 ms late/],
    [
      'by a replica that runs late',
      { idleShare: 0.8, replicaDelayMs: { a: 5, b: 210 } },
      /timers of a replica fired 210 ms late/,
    ],
  ])('is found: %s', (_by, change, expected) => {
    const found = starvedBy(change)
    expect(found.map(({ trial }) => trial)).toEqual([2])
    expect(found[0]?.because.join()).toMatch(expected)
  })

  it.each<[string, Partial<SegmentRecord>]>([
    ['a machine that its own load fills', { idleShare: 0, clientCpuMicros: 1_500_000 }],
    ['a little of all', { idleShare: 0.75, stealShare: 0.04, clientDelayMs: 90, replicaDelayMs: { a: 90 } }],
    ['nothing that is known', { partCpuMicros: {}, idleShare: 0 }],
    ['segments that ran at once', { idleShare: 0.1, shared: true }],
  ])('is not: %s', (_what, change) => expect(starvedBy(change)).toEqual([]))

  it('is not a replica at its own quota', () => {
    const topology = { replicas: 2, cpuPerReplica: 0.2 }
    const run = { ...history.run, scenario: { ...history.run.scenario, topology } }
    expect(starvedBy({ idleShare: 0.8, replicaDelayMs: { a: 150 } }, run)).toEqual([])
  })
})

describe('the verdict on a starved machine', () => {
  const none = { is: 'none', atLeast: 1 } as const
  const scenario = { ...history.run.scenario, expect: { unavailable: none, 'session-mismatch': none } }
  const jwtOnly = { ...scenario, expect: { unavailable: none } }
  const failing = (answer: object, isStarved: boolean, of = jwtOnly) => {
    const segments = history.segments.map((segment) => ({ ...segment, ...(isStarved && { clientDelayMs: 300 }) }))
    const operations = history.operations.map((operation, index) =>
      index === 1 ? { ...operation, ...answer } : operation,
    )
    return buildReport({ ...history, run: { ...history.run, scenario: of }, segments, operations })
  }
  const slow = { status: 503, reason: 'store-unavailable', outcome: 'info' } as const

  it('is unknown, and says why, where slowness explains the failure', () => {
    expect(failing(slow, false).verdict).toBe('fail')
    const { verdict, reasons = [], caveats } = failing(slow, true)
    expect(verdict).toBe('unknown')
    expect(reasons[0]).toMatch(/^the machine starved 6 of 6 trials \(trial 1: timers of the client fired 300 ms late\)/)
    expect(reasons[1]).toMatch(
      /^memory, frozen: unavailable: 1 of \d+, but none is allowed, but the machine was starved$/,
    )
    expect(caveats.join()).toMatch(/starved 6 of 6/)
  })

  it.each([
    ['an error of the program', { status: 500, reason: 'internal', outcome: 'info' }, jwtOnly],
    ['a refusal', { status: 401, reason: 'unknown-session', outcome: 'fail' }, scenario],
  ])('is a failure as anywhere for %s', (_what, answer, of) => {
    const { verdict, reasons = [] } = failing(answer, true, of as typeof jwtOnly)
    expect(verdict).toBe('fail')
    expect(reasons.length).toBeGreaterThan(0)
  })
})
