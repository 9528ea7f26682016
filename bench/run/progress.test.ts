import { describe, expect, it } from 'vitest'
import type { Scenario } from '../scenarios/scenario.ts'
import { loadScenario } from '../scenarios/scenario-file.ts'
import { roundsOf } from './plan.ts'
import { Progress } from './progress.ts'

const scenario = { ...(await loadScenario('session-mismatch')), modes: ['memory'], trials: 2 }

/** What is written while the whole plan is worked through, a second a segment, two operations in each. */
function written(isTTY: boolean, columns = 80, roundMs = 1_000, of: Scenario = scenario, counts = [3]): string {
  let text = ''
  let nowMs = 0
  const progress = new Progress({ isTTY, columns, write: (part) => (text += part) }, () => nowMs)
  const rounds = roundsOf(of, counts)
  progress.onProgress({ type: 'starting', scenario: of, counts })
  for (const [round, segments] of rounds.entries()) {
    progress.onProgress({ type: 'round', round, of: rounds.length, trials: of.trials, segments })
    nowMs += roundMs / 2
    progress.onProgress({ type: 'operation', refused: false })
    nowMs += roundMs / 2
    progress.onProgress({ type: 'operation', refused: true })
  }
  progress.onProgress({ type: 'reporting', operations: 12_345 })
  progress.end()
  return text
}

describe('progress', () => {
  it('is a few plain lines where there is no terminal', () => {
    expect(written(false).trimEnd().split('\n')).toEqual([
      'starting 3 × replica behind nginx for session-mismatch: memory',
      'warm-up · 2 s left',
      'trial 1 of 2 · 5 s left',
      'trial 2 of 2 · 3 s left',
      'checking 12,345 operations',
    ])
  })

  it('is as few in a sweep, whose trials are full of small warm-ups, and knows the time of all numbers of replicas', () => {
    const sweep = { ...scenario, sweep: 'replicas' as const, clients: ['frozen' as const], perMode: {} }
    expect(written(false, 80, 1_000, sweep, [1, 2]).trimEnd().split('\n').slice(1, -1)).toEqual([
      'warm-up · 2 s left',
      'trial 1 of 2 · 8 s left',
      'trial 2 of 2 · 4 s left',
    ])
  })

  it('is one line on a terminal, with rate, refusals and time left, and leaves it clean', () => {
    const lines = written(true).split('\r\u001b[2K')
    expect(lines).toContain('trial 1 of 2 · memory, browser · 2/s · 1 refused · 3 s left')
    expect(lines).toContain('trial 2 of 2 · memory, browser · 2/s · 1 refused · 1 s left')
    expect(lines.at(-1)).toBe('')
    expect(written(true)).not.toContain('\n')
  })

  it('never fills the last column of a narrow terminal: what wraps could not be cleared', () => {
    for (const line of written(true, 30).split('\r\u001b[2K')) expect(line.length).toBeLessThan(30)
  })

  it('reports the progress of a long trial at intervals without a terminal', () => {
    expect(written(false, 80, 100_000).split('\n')).toContain(
      'trial 1 of 2 · memory, frozen · 0/s · 0 refused · 6 min left',
    )
  })
})
