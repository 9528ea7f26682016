import { Compile } from 'typebox/compile'
import { describe, expect, it } from 'vitest'
import { hostileHistory } from '../../../bench/history/hostile-run.fixture.ts'
import { literalHistory } from '../../../bench/history/literal-run.fixture.ts'
import { renderHtml } from '../html/report-page.ts'
import { buildReport } from './build-report.ts'
import { printJson } from './print-json.ts'
import { readReport } from './read-report.ts'
import { type DescribedReport, publishedReportSchema } from './report-schema.ts'

const report = buildReport(literalHistory())
/** A type error here: the schema has something otherwise than the type of reports, or the type has it not. */
const described: DescribedReport = report
const text = printJson(described)
const read = (value: unknown) => readReport(typeof value === 'string' ? value : JSON.stringify(value), 'a.json')

describe('the schema of report.json', () => {
  it('is published beside the code (to change it: npx vitest run read-report -u)', async () => {
    await expect(`${JSON.stringify(publishedReportSchema(), undefined, 2)}\n`).toMatchFileSnapshot('report.schema.json')
  })

  it('accepts what is written', () => {
    const schema = JSON.parse(JSON.stringify(publishedReportSchema()))
    expect([...Compile(schema).Errors(JSON.parse(text))]).toEqual([])
  })
})

describe('reading a report', () => {
  it('gives what was written', () => expect(read(text)).toEqual(JSON.parse(text)))

  it('lets pass what a newer lab has added', () => {
    expect(read({ ...report, mood: 'fine' })).toMatchObject({ verdict: 'pass' })
  })

  it('knows nothing of a check that its lab did not have yet', () => {
    const [first, ...others] = Object.entries(report.modes['memory']?.checks ?? {})
    const checks = Object.fromEntries(others)
    const memory = { ...report.modes['memory'], checks, clients: { frozen: { ...report.modes['memory'], checks } } }
    const found = read({ ...report, modes: { memory } }).modes['memory']
    expect(first?.[0]).toBe('session-mismatch')
    expect(found?.checks['session-mismatch']).toMatchObject({ valid: 'unknown', total: 0 })
    expect(found?.clients.frozen?.checks['session-mismatch']).toMatchObject({ valid: 'unknown', total: 0 })
  })

  it('accepts version 1, which had neither courses nor trials, and can be shown', () => {
    const { command: _, setup: __, ...older } = JSON.parse(text)
    const strip = (client: Record<string, unknown>) => {
      const { trials: _, course: __, sessionLivesIn: ___, credential: ____, ...rest } = client
      const { latencyCurve: _____, ...load } = rest['load'] as Record<string, unknown>
      return { ...rest, load }
    }
    const modes = Object.entries(older.modes as Record<string, Record<string, unknown>>).map(([name, mode]) => {
      const clients = Object.entries(mode['clients'] as Record<string, Record<string, unknown>>)
      return [name, { ...strip(mode), clients: Object.fromEntries(clients.map(([key, of]) => [key, strip(of)])) }]
    })
    const found = read({ ...older, schema: 'lab-report/1', modes: Object.fromEntries(modes) })
    expect(found).toMatchObject({ schema: 'lab-report/2', setup: null, command: 'npx lab run by-hand --seed 1' })
    expect(found.modes['memory']?.clients.frozen?.load.latencyCurve).toHaveLength(5)
    expect(renderHtml(found)).not.toMatch(/NaN|undefined/)
  })

  it.each([
    ['nothing', '', /^a\.json is empty: compute it again with lab report$/],
    ['half a report', text.slice(0, text.length / 2), /^a\.json is no report, or cut off .*: compute it again/],
    ['a picture', '\u0089PNG\r\n', /^a\.json is no report, or cut off/],
    ['a list', '[]', /^a\.json is no report of this lab: its schema is not lab-report\/2$/],
    ['null', 'null', /is no report of this lab/],
    ['a report of something else', { schema: 'k6/1' }, /is no report of this lab/],
    ['a version before the first', { schema: 'lab-report/0' }, /is no report of this lab/],
    [
      'the next version',
      { ...report, schema: 'lab-report/3' },
      /is of schema lab-report\/3: this lab reads up to lab-report\/2: a newer one may read it/,
    ],
    ['text for a number', { ...report, trials: 'six' }, /is a damaged report: trials must be integer, but is "six"/],
    ['no modes', { ...report, modes: undefined }, /is a damaged report: .*modes/],
    ['a mode that is none', { ...report, modes: { memory: 3 } }, /is a damaged report: modes\.memory must be object/],
    ['version 1 without anything', { schema: 'lab-report/1' }, /is a damaged report: /],
    [
      'version 1 of nonsense',
      { schema: 'lab-report/1', modes: { a: { load: 1, clients: 2 } } },
      /is a damaged report: /,
    ],
  ])('refuses %s in one clear line', (_what, value, expected) => {
    expect(() => read(value)).toThrow(
      expect.objectContaining({ code: 'ERR_REPORT_FILE', message: expect.stringMatching(expected) }),
    )
  })

  it('reads hostile names as the text that they are', () => {
    const hostile = buildReport(hostileHistory())
    expect(read(printJson(hostile))).toEqual(JSON.parse(JSON.stringify(hostile)))
  })
})
