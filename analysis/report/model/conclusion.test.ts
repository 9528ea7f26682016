import { describe, expect, it } from 'vitest'
import { literalHistory, literalScenario } from '../../../bench/history/literal-run.fixture.ts'
import { buildReport } from './build-report.ts'
import { conclusionsOf } from './conclusion.ts'

const history = literalHistory()
const conclude = (change: Parameters<typeof literalHistory>[0] = {}) =>
  conclusionsOf(buildReport(literalHistory(change)))

describe('the conclusion of a mode', () => {
  it('is that it breaks where anything was found, expected or not, and what it is by construction', () => {
    const [memory, jwt] = conclude()
    expect(memory).toMatchObject({ standing: 'breaks', held: null, kind: 'scattered' })
    expect(memory?.broken.map(({ name }) => name)).toEqual(['session-mismatch'])
    expect(jwt).toMatchObject({ standing: 'holds', broken: [], held: { total: 12 }, kind: 'token' })
  })

  it('is open where too little was seen, or nothing', () => {
    const scenario = {
      ...literalScenario,
      expect: { 'session-mismatch': { is: 'predicted' as const, atLeast: 1_000 } },
    }
    expect(conclude({ run: { ...history.run, scenario } })[1]?.standing).toBe('open')
    expect(conclude({ operations: [] }).map(({ standing }) => standing)).toEqual(['open', 'open'])
  })

  it('is not that it breaks where it was only away, but tells it', () => {
    const away = { status: 503, outcome: 'info' as const }
    const operations = history.operations.map((operation, index) =>
      index % 3 === 2 ? { ...operation, ...away } : operation,
    )
    const scenario = { ...literalScenario, expect: {} }
    const [, jwt] = conclude({ operations, run: { ...history.run, scenario } })
    expect(jwt?.standing).toBe('holds')
    expect(jwt?.broken.map(({ name }) => name)).toEqual(['unavailable'])
  })

  it('calls a mode dearer only where the intervals over the trials lie apart, and never one that breaks', () => {
    const operations = history.operations.map((operation) => ({ ...operation, status: 200, outcome: 'ok' as const }))
    const costing = (micros: (mode: string, trial: number) => number) =>
      history.segments.map((segment) => ({
        ...segment,
        replicaCpuMicros: { all: micros(segment.mode, segment.trial) },
      }))
    const apart = costing((mode, trial) => (mode === 'jwt' ? 100 : 300) + trial)
    expect(conclude({ operations, segments: apart })[0]?.cost).toMatchObject({ cheapest: 'jwt' })
    expect(conclude({ operations, segments: apart })[0]?.cost?.times).toBeCloseTo(303.5 / 103.5, 6)
    expect(conclude({ operations, segments: apart })[1]?.cost).toBeNull()
    const overlapping = costing((mode, trial) => (mode === 'jwt' ? 100 : 101) + trial)
    expect(conclude({ operations, segments: overlapping })[0]?.cost).toBeNull()
    expect(conclude({ segments: apart })[0]?.cost).toBeNull()
  })
})
