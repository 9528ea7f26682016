import { expect, it } from 'vitest'
import { literalHistory } from '../../../bench/history/literal-run.fixture.ts'
import type { CredentialGrowth } from '../figures/credential-growth.ts'
import { renderMarkdown } from '../markdown/markdown.ts'
import { buildReport } from '../model/build-report.ts'
import type { Report } from '../model/report.ts'
import { renderTables } from './table.ts'

const growth: CredentialGrowth = {
  sizes: [
    { items: 0, bytes: 454, predicted: 454 },
    { items: 100, bytes: 2_312, predicted: 2_310 },
  ],
  answeredWith: 741,
  refused: { items: 742, bytes: 15_900, status: 431, reason: 'headers-too-large', by: 'replica-1' },
  fits: { cookie: 196, line: 417, headers: 858 },
}
const report = buildReport(literalHistory())

function reportWith(mode: string, credentialGrowth: CredentialGrowth): Report {
  const of = report.modes[mode] as Report['modes'][string]
  const { frozen } = of.clients
  return {
    ...report,
    modes: { [mode]: { ...of, clients: { ...(frozen && { frozen: { ...frozen, credentialGrowth } }) } } },
  }
}

it('shows sizes, refusal and room of each mode within 80 columns, and in report.md', () => {
  const filled = reportWith('jwt', growth)
  const text = renderTables(filled, { colour: false })
  expect(text).toMatch(/^jwt +454 +- +2,312 +2,310 +742 +196 +417 +858$/m)
  expect(text).toContain('jwt: replica-1 answers 431 headers-too-large to 15,900 bytes of credential')
  for (const line of text.split('\n')) expect(line.length, line).toBeLessThanOrEqual(80)
  expect(renderMarkdown(filled)).toMatch(/^\| jwt \| 454 \| - \| 2,312 \|/m)
})

it('says that a credential without the cart was never refused', () => {
  const fits = { cookie: null, line: null, headers: null }
  const text = renderTables(reportWith('memory', { ...growth, refused: null, fits }), { colour: false })
  expect(text).toMatch(/^memory +454 +- +2,312 +2,310 +never +- +- +-$/m)
  expect(renderTables(report, { colour: false })).not.toContain('Bytes of the credential')
})
