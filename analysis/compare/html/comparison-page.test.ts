import { describe, expect, it } from 'vitest'
import { hostileText } from '../../../bench/history/hostile-run.fixture.ts'
import { remember } from '../../report/html/remember.ts'
import { compareSides } from '../comparison.ts'
import { comparisonMarkdown } from '../comparison-markdown.ts'
import { judgeLimit, parseLimit } from '../limits.ts'
import { type LiteralRun, literalRun, literalSide } from '../literal-side.fixture.ts'
import { comparisonPage } from './comparison-page.ts'

const runsOf = (values: readonly number[], change: LiteralRun['change'] = {}) =>
  values.map((value): LiteralRun => ({ goodput: [value], change }))
const { environment } = literalRun().report
const steady = [100, 101, 102, 103, 104, 105]
const a = literalSide('results/before', ...runsOf(steady))
const b = literalSide(
  'results/after',
  ...runsOf([80, 81, 82, 83, 84, 85], { environment: { ...environment, nginx: '1.30.6' } }),
)
const comparison = compareSides(a, b)
const outcomes = judgeLimit(parseLimit('throughput<-5%'), comparison)
const text = (markup: string) => markup.replace(/<[^>]*>/g, '').replace(/\s+/g, ' ')

/** Everything that can be named from outside is hostile. */
function hostile() {
  const { report } = literalRun()
  const change: LiteralRun['change'] = {
    startedAt: hostileText,
    interruption: hostileText,
    environment: { ...environment, nginx: hostileText, [hostileText]: hostileText },
    modes: { [hostileText]: report.modes['jwt'] as (typeof report.modes)[string] },
  }
  const compared = compareSides(literalSide(hostileText, { change }), literalSide(`${hostileText}2`, { change }))
  const limit = {
    limit: hostileText,
    mode: hostileText,
    client: hostileText,
    outcome: 'held',
    says: hostileText,
  } as const
  return { compared, limits: [limit] }
}

describe('the page of a comparison', () => {
  const page = comparisonPage([comparison], [outcomes])
  const lead = text(page.slice(page.indexOf('<header>'), page.indexOf('<main')))

  it('says on top what is compared, what came of it, what differs besides, and whether limits hold, in each language', () => {
    expect(lead).toMatch(/Aresults\/before 6 runs, 6 trials, .* Bresults\/after 6 runs/)
    expect(lead).toMatch(/of 8 figures 0 better, 2 worse수치 8개 중 0개 나아짐, 2개 나빠짐/)
    expect(lead).toMatch(/nginx differs: 1\.22\.1 in A, 1\.30\.6 in B/)
    expect(lead).toMatch(/throughput&lt;-5%jwt, frozenbroken넘음-2\d\.\d% to -1\d\.\d%/)
  })

  it('has a section for each figure: both dots with their intervals, the change, p and the effect', () => {
    const ids = [...page.matchAll(/<h2 id="([\w-]+)-0">/g)].map(([, id]) => id)
    expect(ids).toEqual([
      'limits',
      'goodput',
      'throughput',
      'p50',
      'p90',
      'p99',
      'cpu',
      'bytes-out',
      'bytes-in',
      'reading',
    ])
    const goodput = page.slice(page.indexOf('<h2 id="goodput-0">'), page.indexOf('<h2 id="throughput-0">'))
    expect(goodput.match(/<circle class="measured"/g)).toHaveLength(2)
    expect(goodput.match(/<line class="interval"/g)).toHaveLength(2)
    expect(text(goodput)).toMatch(
      /-20% \[-22%, -17%\] worse.* A 103 ±2%, B 83 ±3%; p 0\.009; B above A in 0\.0 % of all/,
    )
  })

  it('marks with a tilde what is not shown, and says what that means', () => {
    const [section = ''] = /<h2 id="p50-0">.*?<\/section>/s.exec(page) ?? []
    expect(section).toContain('<b class="none-shown">~</b>')
    expect(text(page)).toMatch(/~ no difference is shown, or none that matters/)
  })

  it('has no script but the one that remembers choices, asks nobody for anything, and is the same for the same runs, to the byte', () => {
    expect(page.replace(remember.text, '')).not.toMatch(
      /<script|\son\w+=|javascript:|https?:|url\(|@import|NaN|undefined/i,
    )
    expect(comparisonPage([compareSides(a, b)], [outcomes])).toBe(page)
  })

  it('tells several comparisons apart', () => {
    const several = comparisonPage([comparison, compareSides(a, a)], [[], []])
    expect(several).toContain('<h2 id="goodput-1">')
    const ids = [...several.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id)
    expect(new Set(ids).size).toBe(ids.length)
  })

  it('shows hostile names as text', () => {
    const { compared, limits } = hostile()
    const shown = comparisonPage([compared], [limits])
    expect(shown.replace(remember.text, '')).not.toMatch(/<script|<img/i)
    expect(shown.match(/<\/style>/g)).toHaveLength(1)
    expect(shown).toContain('&lt;script&gt;alert(1)&lt;/script&gt;')
  })
})

describe('the Markdown of a comparison', () => {
  it('has the sides, what differs, the limits, and a row for each figure', () => {
    const markdown = comparisonMarkdown([comparison], [outcomes])
    expect(markdown).toMatch(/^## A and B compared: of 8 figures 0 better, 2 worse$/m)
    expect(markdown).toMatch(/^- A: \*\*results\/before\*\*, 6 runs, 6 trials, /m)
    expect(markdown).toMatch(/^- \*\*nginx differs: 1\.22\.1 in A, 1\.30\.6 in B\*\*$/m)
    expect(markdown).toMatch(/^\| throughput\\<-5% \| jwt, frozen \| broken \| -2/m)
    expect(markdown).toMatch(
      /^\| jwt, frozen \| good answers, \/s \| 103 ±2% \| 83 ±3% \| -20% .* \| 0\.009 \| worse \|$/m,
    )
    expect(markdown).not.toMatch(/NaN|undefined/)
  })

  it('shows hostile names as text: no element, no link, and no cell or line more than there should be', () => {
    const { compared, limits } = hostile()
    const markdown = comparisonMarkdown([compared], [limits])
    expect(markdown).not.toMatch(/(?<!\\)<|(?<!\\)\]\(|^```/m)
    const rows = markdown.split('\n').filter((line) => line.startsWith('| ') && !line.startsWith('| ---'))
    const cells = rows.map((line) => line.split(/(?<!\\)\|/).length)
    expect(new Set(cells)).toEqual(new Set([6, 9]))
  })
})
