import { describe, expect, it } from 'vitest'
import type { FaultRecord } from '../history/records.ts'
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

  it('shows a problem whole on a terminal, on a line that stays', () => {
    let text = ''
    const progress = new Progress({ isTTY: true, columns: 10, write: (part) => (text += part) }, () => 0)
    progress.onProgress({ type: 'problem', text: 'cannot write a/b: the disk is full' })
    progress.end()
    expect(text).toBe('\r\x1b[2Kcannot write a/b: the disk is full\n\r\x1b[2K')
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

  it('says of a fault when it begins, is in force, is confirmed or not, and is healed', () => {
    let text = ''
    const progress = new Progress({ isTTY: false, columns: 80, write: (part) => (text += part) }, () => 0)
    const fault: FaultRecord = { type: 'fault', trial: 1, fault: 'kill-replica', what: '', startMicros: 0 }
    const inForce = { ...fault, what: 'replica-2', inForceMicros: 1 }
    const confirmation = { outcome: 'not-confirmed', because: 'replica-2 was already down', afterMicros: 1 } as const
    const healing = { ...inForce, confirmation, healMicros: 2 }
    for (const each of [fault, inForce, { ...inForce, confirmation }, healing, { ...healing, healedMicros: 3 }])
      progress.onProgress({ type: 'fault', fault: each })
    progress.end()
    expect(text.trimEnd().split('\n')).toEqual([
      'kill-replica',
      'kill-replica: replica-2',
      'kill-replica: replica-2, not confirmed: replica-2 was already down',
      'kill-replica: replica-2, healed',
    ])
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
