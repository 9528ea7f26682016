import { describe, expect, it } from 'vitest'
import { scalingHistory } from '../../../../bench/history/scaling-run.fixture.ts'
import { renderMarkdown } from '../../markdown/markdown.ts'
import { buildReport } from '../../model/build-report.ts'
import { renderHtml } from '../report-page.ts'

const laws = {
  jwt: { perReplica: 100, contention: 0, coherency: 0 },
  'cluster-sync': { perReplica: 80, contention: 0.1, coherency: 0.04 },
}
const busyClientAt5 = ({ replicas = 0 }) => (replicas === 5 ? { clientCpuMicros: 950_000 } : {})
const report = buildReport(scalingHistory(laws))
const page = renderHtml(report)

/** The marks of each card: how high, from above, of 1,000. */
const cards = (of: string) => of.slice(of.indexOf('id="scaling"')).split('<figure').slice(1, 3)
const heightsOf = (card = '', kind = '') =>
  [...card.matchAll(new RegExp(`<path class="${kind}" d="M[\\d.]+ ([\\d.]+)h0"`, 'g'))].map(([, y]) => Number(y))
const endOf = (card = '', kind = '') =>
  Number(new RegExp(`class="line ${kind}" d="[^"]*L[\\d.]+ ([\\d.]+)"`).exec(card)?.[1])

describe('the scaling curve in report.html', () => {
  const [jwt, cluster] = cards(page)

  it('has a dot for each number of replicas, near the straight line where nothing is lost, and well below it where much is', () => {
    expect(heightsOf(jwt, 'point')).toHaveLength(5)
    expect(Math.abs((heightsOf(jwt, 'point').at(-1) ?? 0) - endOf(jwt, 'ideal'))).toBeLessThan(40)
    expect((heightsOf(cluster, 'point').at(-1) ?? 0) - endOf(cluster, 'ideal')).toBeGreaterThan(200)
  })

  it('draws all curves on one scale', () => {
    const heights = [jwt, cluster].map((card) => 1_000 - endOf(card, 'ideal'))
    expect((heights[1] ?? 0) / (heights[0] ?? 1)).toBeCloseTo(80 / 100, 1)
  })

  it('draws the law through the dots', () => {
    expect(Math.abs((heightsOf(cluster, 'point').at(-1) ?? 0) - endOf(cluster, 'law'))).toBeLessThan(30)
  })

  it('says in each language how far the most replicas get, and has all of it as a table too', () => {
    expect(page).toMatch(/<span lang="en">\d\.\d\d times one replica with 5 \(predicted 5\.0\)<\/span>/)
    expect(page).toMatch(/<span lang="ko">레플리카 5대로 한 대의 \d\.\d\d배\(예측 5\.0\)<\/span>/)
    expect(page).toMatch(/<span lang="en">[\d.]+ % of the work is serial, and replicas cost each other/)
    expect(page).toMatch(/<span lang="ko">직렬로 처리되는 일: [\d.]+ %\. 레플리카 두 대가 짝지어 서로에게/)
    expect(page.match(/<th scope="row">cluster-sync<\/th><td>[1-5]<\/td>/g)).toHaveLength(5)
    expect(page).toMatch(/<th scope="row">cluster-sync<\/th><td>\d+\.\d % \[/)
  })

  it('marks a point that was left out, and draws no law where there is none', () => {
    const [out] = cards(renderHtml(buildReport(scalingHistory(laws, busyClientAt5))))
    expect(heightsOf(out, 'point')).toHaveLength(4)
    expect(heightsOf(out, 'point left-out')).toHaveLength(1)
    const [few] = cards(renderHtml(buildReport(scalingHistory(laws, undefined, 3))))
    expect(few).not.toContain('class="line law"')
    expect(few).toContain('unknown: a law needs 4 usable points')
  })
})

it('is in report.md, with what each curve means', () => {
  const text = renderMarkdown(report)
  expect(text).toMatch(/^## The scaling curve$/m)
  expect(text).toMatch(/^\| cluster-sync \| 5 \| \d+ /m)
  expect(text).toMatch(/^- \*\*cluster-sync\*\* .* of the work is serial/m)
})
