import { describe, expect, it } from 'vitest'
import { hostileHistory } from '../../../bench/history/hostile-run.fixture.ts'
import { literalHistory, literalScenario } from '../../../bench/history/literal-run.fixture.ts'
import { scenarioHistory } from '../../../bench/run/scenario-run.fixture.ts'
import { loadScenario } from '../../../bench/scenarios/scenario-file.ts'
import { faultSummaries } from '../figures/fault-summaries.ts'
import { buildReport } from '../model/build-report.ts'
import { firstClient } from '../model/report.ts'
import { remember } from './remember.ts'
import { renderHtml } from './report-page.ts'

const report = buildReport(literalHistory())
const page = renderHtml(report)
const text = (markup: string) => markup.replace(/<[^>]*>/g, '').replace(/\s+/g, ' ')

describe('report.html', () => {
  it('begins with the verdict and a sentence for each mode, in each language', () => {
    const lead = text(page.slice(page.indexOf('<header>'), page.indexOf('<main')))
    expect(lead).toMatch(/Pass: every finding is as expected/)
    expect(lead).toMatch(
      /memory △ breaks: requests with a valid login are refused \(50\.0 %, predicted 50\.0 %\); each session/,
    )
    expect(lead).toMatch(/jwt ✓ holds: none of 12 requests/)
    expect(lead).toMatch(/통과: 모든 결과가 예상과 같음/)
    expect(lead).toMatch(/유효한 로그인으로 보낸 요청 중 거부된 비율: 50\.0 %\(예측 50\.0 %\)/)
  })

  it('has every section, each with a heading that the contents lead to', () => {
    const links = [...page.matchAll(/<a href="#([\w-]+)">/g)].map(([, id]) => id)
    expect(links).toEqual(['predictions', 'time-series', 'latency', 'costs', 'evidence', 'circumstances'])
    for (const id of links) expect(page).toContain(`<h2 id="${id}">`)
  })

  it('tells of each prediction its formula and its reason, once for all whom it is told of', () => {
    const [, reasons = ''] = /<ul class="reasons">(.*?)<\/ul>/s.exec(page) ?? []
    expect(text(reasons)).toMatch(/memory, frozen.*: 1 − 1\/N only the replica of the login has the session/)
    const reason = firstClient(report.modes['jwt'])?.checks['session-mismatch'].prediction?.because ?? ''
    const twins = { ...report, modes: { jwt: report.modes['jwt'], twin: report.modes['jwt'] } } as typeof report
    expect(renderHtml(twins).split(reason)).toHaveLength(2)
  })

  it('tells what each fault did to each mode, and how long until service was as before', async () => {
    const killed = buildReport(scenarioHistory(await loadScenario('kill-a-replica')))
    const faulted = renderHtml(killed)
    const [, table = ''] = /<h3 id="fault-0">(.*?)<\/table>/s.exec(faulted) ?? []
    const [
      {
        rows: [row],
      } = { rows: [] },
    ] = faultSummaries(killed)
    expect(text(table)).toMatch(/^kill-replica \(replica-2; replica-3\)/)
    expect(table).toContain(
      `<td>${row?.refused}</td><td>${row?.failed}</td><td>${row?.retries}</td><td>502 no-replica</td>`,
    )
    expect(text(table)).toMatch(/4 s into the load; healed after 1\.1 s/)
  })

  it('tells which session guarantees held, where carts were written', async () => {
    const carts = renderHtml(buildReport(scenarioHistory(await loadScenario('cart-race'))))
    const [, table = ''] = /<table aria-labelledby="guarantees">(.*?)<\/table>/s.exec(carts) ?? []
    expect(text(table)).toMatch(/read your writes.*monotonic reads.*monotonic writes.*writes follow reads/)
    expect(text(table)).toMatch(/✗ broken/)
    expect(page).not.toContain('id="guarantees"')
  })

  it('draws what was measured and what was predicted in the same place where they are the same', () => {
    const [, measured] = /<circle class="measured" cx="([\d.]+%)"/.exec(page) ?? []
    const [, predicted] = /<svg x="([\d.]+%)" overflow="visible"><path class="predicted"/.exec(page) ?? []
    expect(measured).toMatch(/^[1-9]/)
    expect(predicted).toBe(measured)
  })

  it('tells the command that repeats the run, and the caveats', () => {
    expect(page).toContain(
      'npx lab run by-hand --modes memory,jwt --replicas 2 --users 2 --duration 1 --trials 6 --seed 1',
    )
    expect(page).toContain('client, load balancer and replicas share 2 cores')
  })

  it('has no script but the one that remembers choices, asks nobody for anything, and is the same for the same report, to the byte', () => {
    expect(page.replace(remember.text, '')).not.toMatch(/<script|\son\w+=|javascript:|https?:|url\(|@import/i)
    expect(page).toContain('default-src &#39;none&#39;')
    expect(renderHtml(buildReport(literalHistory()))).toBe(page)
  })

  it('shows hostile names as text', () => {
    const hostile = renderHtml(buildReport(hostileHistory()))
    expect(hostile.replace(remember.text, '')).not.toMatch(/<script|<img/i)
    expect(hostile.match(/<\/style>/g)).toHaveLength(1)
    expect(hostile).toContain('&lt;script&gt;alert(1)&lt;/script&gt;')
  })

  it('leaves out what it knows nothing of, where nothing was recorded', () => {
    const empty = renderHtml(buildReport(literalHistory({ segments: [], operations: [] })))
    expect(text(empty)).toMatch(/Unknown: not enough evidence/)
    expect(empty).not.toMatch(/id="(course|latency|costs|evidence)"|NaN|Infinity|undefined/)
  })

  it('has no hole in it, whatever of a history is missing', () => {
    const history = literalHistory()
    const unanswered = history.operations.map(({ status: _, replica: __, ...operation }) => ({
      ...operation,
      outcome: 'info' as const,
    }))
    const scenario = { ...literalScenario, expect: {} }
    for (const change of [{ operations: [] }, { operations: unanswered }, { run: { ...history.run, scenario } }])
      expect(renderHtml(buildReport(literalHistory(change)))).not.toMatch(/NaN|Infinity|undefined/)
  })

  it('stays small with as many modes as there can be', () => {
    const modes = Object.fromEntries(
      Array.from({ length: 60 }, (_, index) => [`mode-${index}`, report.modes['memory']]),
    )
    expect(renderHtml({ ...report, modes } as typeof report).length).toBeLessThan(1.5e6)
  })
})
