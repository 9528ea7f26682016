import { readdirSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Compile } from 'typebox/compile'
import { describe, expect, it } from 'vitest'
import { hostileHistory } from '../../../bench/history/hostile-run.fixture.ts'
import { literalHistory } from '../../../bench/history/literal-run.fixture.ts'
import { renderHtml } from '../html/report-page.ts'
import { renderMarkdown } from '../markdown/markdown.ts'
import { renderTables } from '../terminal/table.ts'
import { buildReport } from './build-report.ts'
import { printJson } from './print-json.ts'
import { readReport } from './read-report.ts'
import { firstClient } from './report.ts'
import { type DescribedReport, publishedReportSchema, ReportSchema } from './report-schema.ts'

const report = buildReport(literalHistory())
/** A type error here: the schema has something otherwise than the type of reports, or the type has it not. */
const described: DescribedReport = report
const text = printJson(described)
const read = (value: unknown) => readReport(typeof value === 'string' ? value : JSON.stringify(value), 'a.json')

/** Reports as older versions of the lab wrote them. */
const examples = join(import.meta.dirname, 'older-reports')

function withoutPredicted(checks: Record<string, object>) {
  const { predicted: _, ...check } = { predicted: 0, ...checks['session-mismatch'] }
  return check
}

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
    const [first, ...others] = Object.entries(firstClient(report.modes['memory'])?.checks ?? {})
    const checks = Object.fromEntries(others)
    const memory = {
      ...report.modes['memory'],
      clients: { frozen: { ...firstClient(report.modes['memory']), checks } },
    }
    const found = read({ ...report, modes: { memory } }).modes['memory']
    expect(first?.[0]).toBe('session-mismatch')
    expect(found?.clients.frozen?.checks['session-mismatch']).toMatchObject({ valid: 'unknown', total: 0 })
  })

  it.each(readdirSync(examples))('reads the older report %s: it is as a new one, and can be shown', async (name) => {
    const stored = await readFile(join(examples, name), 'utf8')
    const found = read(stored)
    expect(found.schema).toBe('lab-report/3')
    expect([...Compile(ReportSchema).Errors(found)]).toEqual([])
    for (const rendered of [renderHtml(found), renderMarkdown(found), renderTables(found, { colour: false })])
      expect(rendered).not.toMatch(/NaN|undefined|Infinity/)
    const before = JSON.parse(stored)
    for (const [mode, { clients }] of Object.entries(found.modes)) {
      const { clients: older, checks } = before.modes[mode]
      expect(firstClient(found.modes[mode])?.checks['session-mismatch']).toMatchObject(withoutPredicted(checks))
      for (const [client, { checks, load }] of Object.entries(clients)) {
        expect(checks['session-mismatch']).toMatchObject(withoutPredicted(older[client].checks))
        expect(load).toMatchObject(older[client].load)
      }
    }
  })

  it('keeps what each fault did in a report of version 1 or 2', async () => {
    for (const name of ['version-1.json', 'version-2-faults.json']) {
      const stored = await readFile(join(examples, name), 'utf8')
      const [{ trial, faults }] = JSON.parse(stored).modes.memory.timeAxes
      expect(faults.length).toBeGreaterThan(0)
      const effects = firstClient(read(stored).modes['memory'])?.faultEffects
      expect(effects).toEqual(faults.map((effect: object) => ({ trial, ...effect })))
    }
  })

  it('keeps time series and residual lifetimes of version 2; version 1 had no time series', async () => {
    const stored = await readFile(join(examples, 'version-2-lifetimes.json'), 'utf8')
    const before = JSON.parse(stored).modes.jwt
    const after = firstClient(read(stored).modes['jwt'])
    expect(after?.timeSeries).toEqual(before.course)
    const { predicted, ...measured } = before.checks['zombie-session'].windowMs
    expect(after?.checks['zombie-session'].residualLifetimeMs).toEqual({ ...measured, predictedMean: predicted.mean })
    const oldest = read(await readFile(join(examples, 'version-1.json'), 'utf8'))
    expect(oldest).toMatchObject({ setup: null, command: 'npx lab run kill-a-replica --seed 1' })
    expect(firstClient(oldest.modes['memory'])).toMatchObject({ timeSeries: null, trials: [] })
    expect(firstClient(oldest.modes['memory'])?.load.latencyCurve).toHaveLength(5)
  })

  it.each([
    ['nothing', '', /^a\.json is empty: compute it again with lab report$/],
    ['half a report', text.slice(0, text.length / 2), /^a\.json is no report, or cut off .*: compute it again/],
    ['a picture', '\u0089PNG\r\n', /^a\.json is no report, or cut off/],
    ['a list', '[]', /^a\.json is no report of this lab: its schema is not lab-report\/3$/],
    ['null', 'null', /is no report of this lab/],
    ['a report of something else', { schema: 'k6/1' }, /is no report of this lab/],
    ['a version before the first', { schema: 'lab-report/0' }, /is no report of this lab/],
    [
      'the next version',
      { ...report, schema: 'lab-report/4' },
      /is of schema lab-report\/4: this lab reads up to lab-report\/3: a newer one may read it/,
    ],
    ['text for a number', { ...report, trials: 'six' }, /is a damaged report: trials must be integer, but is "six"/],
    ['no modes', { ...report, modes: undefined }, /is a damaged report: .*modes/],
    ['a mode that is none', { ...report, modes: { memory: 3 } }, /is a damaged report: modes\.memory must be object/],
    ['version 2 without anything', { schema: 'lab-report/2' }, /is a damaged report: /],
    [
      'version 2 of nonsense',
      { schema: 'lab-report/2', modes: { a: { load: 1, clients: { frozen: { checks: 1, timeAxes: [1] } } } } },
      /is a damaged report: /,
    ],
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
