import { describe, expect, it } from 'vitest'
import { hostileHistory } from '../../../bench/history/hostile-run.fixture.ts'
import { literalHistory } from '../../../bench/history/literal-run.fixture.ts'
import { buildReport } from '../model/build-report.ts'
import { renderMarkdown } from './markdown.ts'

describe('report.md', () => {
  it('says verdict, conclusions, figures, caveats and how to repeat it', () => {
    const text = renderMarkdown(buildReport(literalHistory())).replaceAll('\u00a0', ' ')
    expect(text).toMatch(
      /^# by-hand: a run written down by hand\n\n\*\*Pass: every finding is as expected\*\*\n\n- \*\*memory\*\* △ breaks: /,
    )
    expect(text).toMatch(/^\| memory \| frozen \| 12 \| 6 \| 50\.0 % \\\[.* \| 50\.0 % \| as expected \|$/m)
    expect(text).toMatch(/^- client, load balancer and replicas share 2 cores/m)
    expect(text).toMatch(/^```sh\nnpx lab run by-hand .* --seed 1\n```$/m)
  })

  it('has rows of as many cells as the head', () => {
    const lines = renderMarkdown(buildReport(hostileHistory())).split('\n')
    const cells = lines.filter((line) => line.startsWith('| ')).map((line) => line.split(/(?<!\\)\|/).length - 2)
    expect(new Set(cells)).toEqual(new Set([7, 12]))
  })

  it('shows hostile names as text', () => {
    const text = renderMarkdown(buildReport(hostileHistory()))
    const outsideOfTheFence = text.slice(0, text.lastIndexOf('````sh'))
    expect(outsideOfTheFence).not.toMatch(/(?<!\\)<|(?<!\\)`/)
    expect(outsideOfTheFence).not.toMatch(/(?<!\\)\]\(/)
    expect(text.trimEnd().split('\n').at(-1)).toBe('````')
  })
})
