import { describe, expect, it } from 'vitest'
import { literalHistory } from '../../../bench/history/literal-run.fixture.ts'
import { operations } from '../../anomalies/literal-history.ts'
import { renderMarkdown } from '../markdown/markdown.ts'
import { buildReport } from '../model/build-report.ts'
import { firstClient } from '../model/report.ts'
import { renderTables } from '../terminal/table.ts'

const control = { kind: 'control', attack: 'held' }
const refused = { kind: 'attack', status: 401, reason: 'bad-signature' }

/** Two attacks in each segment; in mode `jwt`, one of them is accepted. */
const history = literalHistory({
  operations: literalHistory().segments.flatMap(({ segment, mode }) =>
    operations(
      {},
      control,
      { ...refused, attack: 'role-changed' },
      control,
      mode === 'jwt' ? { kind: 'attack', attack: 'alg-none' } : { ...refused, attack: 'alg-none' },
      { ...refused, attack: 'jku' },
    ).map((operation) => ({ ...operation, segment, session: segment })),
  ),
})
const report = buildReport(history)

describe('what became of each attack', () => {
  it('is told by name: how often tried beside a control, how often refused, and why', () => {
    expect(firstClient(report.modes['memory'])?.attacks).toEqual([
      {
        name: 'role-changed',
        class: 'signature',
        how: 'the role made admin, the signature as it was',
        tried: 6,
        refused: 6,
        reasons: { 'bad-signature': 6 },
        otherwise: {},
      },
      {
        name: 'alg-none',
        class: 'algorithm',
        how: '`none`, and no signature',
        tried: 6,
        refused: 6,
        reasons: { 'bad-signature': 6 },
        otherwise: {},
      },
    ])
    expect(firstClient(report.modes['jwt'])?.attacks?.[1]).toMatchObject({
      tried: 6,
      refused: 0,
      otherwise: { 200: 6 },
    })
  })

  it('is counted by class in the table for a terminal', () => {
    const text = renderTables(report, { colour: false })
    expect(text).toMatch(/^memory +frozen +1\/1 +1\/1 +- +- /m)
    expect(text).toMatch(/^jwt +frozen +1\/1 +0\/1 +- +- /m)
    expect(text.split('\n').filter((line) => line.length > 80)).toEqual([])
  })

  it('has a row of its own in report.md', () => {
    expect(renderMarkdown(report)).toContain(
      '| role-changed | signature | the role made admin, the signature as it was | 6/6 | 6/6 |',
    )
  })

  it('is left out where nobody forged', () => {
    const plain = buildReport(literalHistory())
    expect(plain.modes['jwt']).not.toHaveProperty('attacks')
    expect(renderMarkdown(plain)).not.toContain('Attacks')
  })
})
