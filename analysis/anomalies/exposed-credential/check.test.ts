import { describe, expect, it } from 'vitest'
import type { ExposureRecord } from '../../../bench/history/records.ts'
import { sliceOf } from '../literal-history.ts'
import { exposedCredential } from './check.ts'

const check = (change: Partial<ExposureRecord> = {}) =>
  exposedCredential.check({
    ...sliceOf([]),
    exposure: {
      type: 'exposure',
      mode: 'memory',
      credentials: 9,
      logs: { files: 5, bytes: 1_000 },
      found: [],
      ...change,
    },
  })

describe('exposed-credential', () => {
  it('is absent where no log contains a credential or the password', () => {
    expect(check()).toMatchObject({ valid: true, count: 0, total: 10, causes: {}, evidence: [] })
  })

  it('counts each credential that is written to a log, by log, with the line', () => {
    const line = (log: string, line: number) => ({ what: 'credential', log, line }) as const
    const found = [line('replica-1.log', 4), line('access.log', 7), line('replica-1.log', 9)]
    const finding = check({ found })
    expect(finding).toMatchObject({
      valid: false,
      count: 3,
      total: 10,
      causes: { 'replica-1.log': 2, 'access.log': 1 },
    })
    expect(finding.evidence[0]?.says).toBe('a credential is written to replica-1.log, line 4')
    expect(finding.bySession.filter(({ count }) => count === 1)).toHaveLength(3)
  })

  it('is unknown without a search, and without credentials', () => {
    expect(exposedCredential.check(sliceOf([])).valid).toBe('unknown')
    expect(check({ credentials: 0 }).valid).toBe('unknown')
  })
})
