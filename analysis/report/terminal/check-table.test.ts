import { describe, expect, it } from 'vitest'
import type { History } from '../../../bench/history/history.ts'
import { literalHistory, literalScenario } from '../../../bench/history/literal-run.fixture.ts'
import type { Scenario } from '../../../bench/scenarios/scenario.ts'
import { operations } from '../../anomalies/literal-history.ts'
import { buildReport } from '../model/build-report.ts'
import { firstClient } from '../model/report.ts'
import { tabledChecks } from './check-table.ts'
import { renderTables } from './table.ts'

const none = { is: 'none', atLeast: 1 } as const
const some = { is: 'some', atLeast: 1 } as const

function reportOf(expected: Pick<Scenario, 'expect' | 'perMode'>, change: Partial<History> = {}) {
  const history = literalHistory(change)
  return buildReport({ ...history, run: { ...history.run, scenario: { ...literalScenario, ...expected } } })
}

/** Each session logs out; then `memory` refuses, and `jwt` accepts. */
function logouts(): History['operations'] {
  return literalHistory().segments.flatMap(({ segment, mode }) =>
    operations(
      {},
      { kind: 'logout', status: 204 },
      mode === 'jwt' ? { kind: 'probe', replica: 'replica-2' } : { kind: 'probe', status: 401, reason: 'missing' },
    ).map((operation) => ({ ...operation, segment, session: segment })),
  )
}

describe('which checks have a table', () => {
  it('only those that the scenario expects something of, in any mode', () => {
    expect(tabledChecks(reportOf({ expect: { 'zombie-session': none } }))).toEqual(['zombie-session'])
    expect(tabledChecks(reportOf({ expect: {}, perMode: { jwt: { expect: { 'lost-update': some } } } }))).toEqual([
      'lost-update',
    ])
  })

  it('not those that accompany every other, unless there is no other', () => {
    expect(tabledChecks(reportOf({ expect: { 'session-mismatch': none, unavailable: none } }))).toEqual([
      'session-mismatch',
    ])
    expect(tabledChecks(reportOf({ expect: { unavailable: none } }))).toEqual(['unavailable'])
    expect(tabledChecks(reportOf({ expect: {} }))).toEqual(['session-mismatch'])
  })
})

describe('the table of a check', () => {
  const expected = { expect: { 'zombie-session': none }, perMode: { jwt: { expect: { 'zombie-session': some } } } }
  const report = reportOf(expected, { operations: logouts() })
  const text = renderTables(report, { colour: false })

  it('says what was found, measured and expected, mode by mode', () => {
    expect(text).toMatch(/^Zombie session: accepted after an acknowledged logout\nmode +client +operations +found/m)
    expect(text).toMatch(/^memory +frozen +6 +0 +0\.0% \[.*\] +none +as exp\.$/m)
    expect(text).toMatch(/^jwt +frozen +6 +6 +100\.0% \[.*\] +some +as exp\.$/m)
    expect(text).not.toMatch(/Session mismatch/)
    expect(report.verdict).toBe('pass')
  })

  it('gives an example of what was expected, and how long it lasted', () => {
    expect(text.replace(/\s+/g, ' ')).toContain(
      'jwt: user-1 logged out on replica-1 at 0.001 s, was still accepted on replica-2 0.6 ms later ' +
        '(sessions: 1 ms in the median, 1 ms at most)',
    )
    expect(firstClient(report.modes['jwt'])?.checks['zombie-session'].residualLifetimeMs).toMatchObject({
      median: 0.6,
      max: 0.6,
    })
  })

  it('says NO where some were expected and none came, and unknown where nothing could have come', () => {
    const swapped = { expect: { 'zombie-session': some, 'lost-update': some } }
    const report = reportOf(swapped, { operations: logouts() })
    const text = renderTables(report, { colour: false })
    expect(text).toMatch(/^memory +frozen +6 +0 .* some +NO$/m)
    expect(text).toMatch(/^memory +frozen +0 +0 +- +some +unknown$/m)
    expect(report.verdict).toBe('fail')
  })

  it('fits 80 columns, whatever the figures', () => {
    for (const line of text.split('\n')) expect(line.length, line).toBeLessThanOrEqual(80)
  })
})

describe('the table of windows', () => {
  /** Forty sessions of `jwt`, each a token of 2.5 s that was ended after 1 s; `memory` ends them at once. */
  const operations40 = literalHistory().segments.flatMap(({ segment, mode }) =>
    Array.from({ length: 40 }, (_, number) => number).flatMap((number) => {
      const at = (ms: number) => ({ startMicros: ms * 1_000, endMicros: ms * 1_000 + 400 })
      const refused = { kind: 'probe', status: 401, reason: 'expired' }
      const alive =
        mode === 'jwt'
          ? [
              { kind: 'probe', ...at(2_000) },
              { kind: 'probe', ...at(2_480 + number) },
            ]
          : []
      return operations(at(0), { kind: 'logout', status: 204, ...at(1_000) }, ...alive, {
        ...refused,
        ...at(2_490 + number),
      }).map((operation) => ({ ...operation, segment, session: segment * 100 + number }))
    }),
  )
  const predicted = { is: 'predicted', atLeast: 100 } as const
  const reportWith = (topology: Scenario['topology']) => {
    const history = literalHistory({ operations: operations40 })
    const scenario = { ...literalScenario, topology, expect: { 'zombie-session': predicted } }
    return buildReport({ ...history, run: { ...history.run, scenario } })
  }

  it('sets the mean and the longest beside what is predicted, also where both are nothing', () => {
    const report = reportWith({ replicas: 2, tokenTtlSeconds: 2, clockToleranceSeconds: 1 })
    const text = renderTables(report, { colour: false })
    expect(text).toMatch(/^memory +frozen +240 +0 .* 0\.0% +as exp\.$/m)
    expect(text).toMatch(/^jwt +frozen +720 +480 .* a while +as exp\.$/m)
    expect(text).toMatch(/^memory +frozen +0 +0 +0 +0$/m)
    expect(text).toMatch(/^jwt +frozen +1,499 \[1,498, 1,511\] +1,500 +1,519 +3,000$/m)
    expect(report.verdict).toBe('pass')
    for (const line of text.split('\n')) expect(line.length, line).toBeLessThanOrEqual(80)
  })

  it('fails where tokens lived longer than the topology says, or not as long', () => {
    for (const tokenTtlSeconds of [1, 3]) {
      const report = reportWith({ replicas: 2, tokenTtlSeconds, clockToleranceSeconds: 1 })
      expect(firstClient(report.modes['jwt'])?.checks['zombie-session'].expectation?.outcome).toBe('unexpected')
      expect(report.verdict).toBe('fail')
    }
  })

  it('is not there, and nothing is known, where the scenario does not say how long tokens live', () => {
    const report = reportWith({ replicas: 2 })
    expect(renderTables(report, { colour: false })).not.toMatch(/Residual lifetime/)
    expect(report.verdict).toBe('unknown')
  })
})

describe('the session guarantees in the report', () => {
  it('are there for each mode and client model, and unknown where no cart was touched', () => {
    const jwt = firstClient(buildReport(literalHistory()).modes['jwt'])
    expect(Object.values(jwt?.guarantees ?? {})).toEqual(['unknown', 'unknown', 'unknown', 'unknown'])
  })
})
