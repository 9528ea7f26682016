/** What is off or plain by default in a replica, and can be switched: each switch changes what a real run finds, as predicted. */
import { describe, expect, it } from 'vitest'
import { checkOf, realRun } from '../run/real-run.fixture.ts'
import { sharedByTests } from '../run/recorded-run.fixture.ts'

describe.each([
  ['cleared', 'cookie-cleared'],
  ['overwritten', 'cookie-overwritten'],
  ['kept', undefined],
] as const)('a session cookie that a replica does not know is %s', (unknownCookie, cause) => {
  const made = sharedByTests(() =>
    realRun({ modes: ['memory'], clients: ['browser'], 'topology.unknownCookie': unknownCookie }),
  )

  it('and the browser is refused as often as is predicted', async (context) => {
    const run = await made(context)
    const { rate, prediction, causes } = checkOf(run, 'memory', 'session-mismatch')
    expect(run.report.verdict).toBe('pass')
    expect(prediction?.rate).toBeCloseTo(unknownCookie === 'kept' ? 2 / 3 : 0.95, 3)
    expect(rate).toBeGreaterThan(unknownCookie === 'kept' ? 0.5 : 0.9)
    expect(rate).toBeLessThan(unknownCookie === 'kept' ? 0.8 : 1)
    expect(Object.keys(causes).sort()).toEqual([...(cause === undefined ? [] : [cause]), 'wrong-replica'])
  })
})

describe('a cache of verified tokens', () => {
  const made = sharedByTests(() => realRun({ modes: ['jwt'], clients: ['frozen'], 'topology.tokenCache': 1_000 }))

  it('is counted, and the report says so', async (context) => {
    const { report } = await made(context)
    const use = report.modes['jwt']?.clients['frozen']?.load.tokenCache
    expect(use?.verified).toBeGreaterThan(100)
    // Each replica checks a token once, and each token comes with ten requests.
    expect((use?.hits ?? 0) / (use?.verified ?? 1)).toBeGreaterThan(0.4)
    expect((use?.hits ?? 0) / (use?.verified ?? 1)).toBeLessThan(0.95)
    expect(report.caveats.join('\n')).toMatch(/jwt: each replica remembers 1000 verified tokens/)
  })
})
