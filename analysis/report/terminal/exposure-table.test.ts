import { describe, expect, it } from 'vitest'
import { literalHistory, literalScenario } from '../../../bench/history/literal-run.fixture.ts'
import type { ExposureRecord } from '../../../bench/history/records.ts'
import type { Scenario } from '../../../bench/scenarios/scenario.ts'
import { renderHtml } from '../html/report-page.ts'
import { renderMarkdown } from '../markdown/markdown.ts'
import { buildReport } from '../model/build-report.ts'
import { firstClient } from '../model/report.ts'
import { exposureTable } from './exposure-table.ts'

const exposureOf = (mode: string, change: Partial<ExposureRecord>): ExposureRecord => ({
  type: 'exposure',
  mode,
  credentials: 1_234,
  logs: { files: 5, bytes: 67_890 },
  found: [],
  ...change,
})
const exposures = [
  exposureOf('memory', { disclosure: { carrier: 'cookie', readByScript: false, fields: {} } }),
  exposureOf('jwt', {
    found: [{ what: 'credential', log: 'access.log', line: 7 }],
    disclosure: { carrier: 'bearer', readByScript: true, fields: { sub: 'user id', role: 'role', exp: null } },
  }),
]

/** @param asks what the scenario expects of it */
function reportWhere(asks: Scenario['expect'] = {}, found = exposures) {
  const { run } = literalHistory()
  const scenario = { ...literalScenario, expect: { ...literalScenario.expect, ...asks } }
  return buildReport(literalHistory({ run: { ...run, scenario }, exposures: found }))
}
const table = (report: ReturnType<typeof reportWhere>) => exposureTable(report, (text) => [text])

describe('what a credential discloses', () => {
  it('is a table of the terminal where the scenario asks for it', () => {
    expect(table(reportWhere())).toEqual([])
    const [text = ''] = table(reportWhere({ 'exposed-credential': { is: 'none', atLeast: 1 } }))
    expect(text).toContain('in the logs (5 files, 68 kB)')
    expect(text).toMatch(/^memory +- +no +- +0 of 1,234$/m)
    expect(text).toMatch(/^jwt +user id, role +yes +- +1 of 1,234$/m)
    expect(text).toMatch(/^jwt, in clear: sub \(user id\), role, exp$/m)
    expect(text).not.toContain('memory, in clear')
  })

  it('is a section of every report.md and report.html', () => {
    expect(renderMarkdown(reportWhere())).toContain(
      '| jwt | sub (user id), role, exp | bearer token | yes | – | 1 of 1,234 |',
    )
    expect(renderHtml(reportWhere())).toContain('sub (user id), role, exp')
    expect(renderMarkdown(reportWhere({}, []))).not.toContain('What a credential discloses')
    expect(renderHtml(reportWhere({}, []))).not.toContain('What a credential discloses')
  })
})

describe('a credential in a log', () => {
  it('fails the mode that it is of, in a scenario that says nothing about it', () => {
    const { modes, verdict } = reportWhere()
    const outcomeOf = (mode: string) => firstClient(modes[mode])?.checks['exposed-credential'].expectation?.outcome
    expect([outcomeOf('memory'), outcomeOf('jwt'), verdict]).toEqual(['as-expected', 'unexpected', 'fail'])
  })

  it('is neither expected nor missed where nobody looked', () => {
    expect(firstClient(reportWhere({}, []).modes['jwt'])?.checks['exposed-credential']).not.toHaveProperty(
      'expectation',
    )
  })
})
