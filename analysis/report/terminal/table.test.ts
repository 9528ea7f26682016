import { stripVTControlCharacters } from 'node:util'
import { describe, expect, it } from 'vitest'
import { hostileHistory } from '../../../bench/history/hostile-run.fixture.ts'
import { literalHistory, literalScenario } from '../../../bench/history/literal-run.fixture.ts'
import { scenarioHistory } from '../../../bench/run/scenario-run.fixture.ts'
import { builtInScenarios, loadScenario } from '../../../bench/scenarios/scenario-file.ts'
import { buildReport } from '../model/build-report.ts'
import { firstClient, type Report } from '../model/report.ts'
import { renderTables } from './table.ts'

const report = buildReport(literalHistory())

describe('the table', () => {
  it('fits 80 columns, whatever the figures', () => {
    const [mode, of] = Object.entries(report.modes)[0] as [string, Report['modes'][string]]
    const client = {
      ...firstClient(of),
      load: {
        ...firstClient(of).load,
        throughputPerSecond: { median: 123_456, ci95: null },
        goodputPerSecond: { median: 123_456, ci95: null },
        latencyMs: { p50: 1_234, p90: 0, p99: 12_345, p999: 0, max: 0 },
        bytesPerRequest: { sent: 12_345, received: 12_345 },
        replicaCpuMicrosPerRequest: 123_456,
        shareByReplica: Object.fromEntries(Array.from({ length: 64 }, (_, i) => [`replica-${i + 1}`, 1 / 64])),
      },
    }
    const wide = { ...report, modes: { [mode]: { ...of, clients: { browser: client } } } }
    for (const each of [report, wide]) {
      for (const line of renderTables(each, { colour: false }).split('\n'))
        expect(line.length, line).toBeLessThanOrEqual(80)
    }
  })

  it('fits 80 columns in every scenario, with all tables that its report has', async () => {
    for (const name of await builtInScenarios()) {
      const made = buildReport(scenarioHistory(await loadScenario(name)))
      for (const line of renderTables(made, { colour: false }).split('\n'))
        expect(line.length, `${name}: ${line}`).toBeLessThanOrEqual(80)
    }
  })

  it('lets no name steer the terminal', () => {
    const hostile = renderTables(buildReport(hostileHistory()), { colour: false })
    expect(hostile).toContain('<script>alert(1)</script>')
    expect(hostile).not.toMatch(/(?!\n)\p{Cc}/u)
  })

  it('says prediction, measurement, reason and verdict', () => {
    const text = renderTables(report, { colour: false })
    expect(text).toMatch(/memory +frozen +12 +6 +50\.0% \[[\d.]+%, [\d.]+%\] +50\.0% +as pred\./)
    expect(text).toMatch(/memory: only the replica of the login has the session/)
    expect(text).toMatch(/Verdict: pass/)
  })

  it('ends with one sentence for each mode, and the verdict', () => {
    const end = renderTables(report, { colour: false })
      .split('Conclusions\n')[1]
      ?.replaceAll(/\n {4}/g, ' ')
    expect(end).toMatch(
      /^ {2}memory △ breaks: requests with a valid login are refused \(50\.0 %, predicted 50\.0 %\); .*\.$/m,
    )
    expect(end).toMatch(/^ {2}jwt ✓ holds: none of 12 requests .*\.\n\nVerdict: pass: every finding is as predicted$/m)
  })

  it('says from when latency counts where there is an arrival rate', () => {
    const history = literalHistory()
    const segments = history.segments.map((segment) => ({ ...segment, arrivals: { intended: 3, unsent: 0 } }))
    const byRate = renderTables(buildReport({ ...history, segments }), { colour: false })
    expect(byRate).toMatch(/^by arrival rate: latency counts from when a request was due/m)
    expect(byRate.split('\n').every((line) => line.length <= 80)).toBe(true)
    expect(renderTables(report, { colour: false })).not.toMatch(/arrival rate/)
  })

  it('shows the evidence of what was not expected', () => {
    const history = literalHistory()
    const scenario = { ...literalScenario, expect: { 'session-mismatch': { is: 'none' as const, atLeast: 1 } } }
    const text = renderTables(buildReport({ ...history, run: { ...history.run, scenario } }), { colour: false })
    expect(text).toMatch(/NO/)
    expect(text).toMatch(/session-mismatch unexpected: 6 of 12, but none is allowed/)
    expect(text).toMatch(/user-1 logged in on replica-1/)
    expect(text).toMatch(/Verdict: FAIL/)
  })

  it('colours only where asked to', () => {
    expect(renderTables(report, { colour: false })).not.toContain('\u001b')
    expect(stripVTControlCharacters(renderTables(report, { colour: true }))).toBe(
      renderTables(report, { colour: false }),
    )
    expect(renderTables(report, { colour: true })).toContain('\u001b[32m')
  })
})
