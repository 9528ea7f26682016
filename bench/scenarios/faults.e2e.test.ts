/** Faults on three real replicas: what each takes with it is as predicted, and what must survive it does. */

import { describe, expect, it } from 'vitest'
import { firstClient } from '../../analysis/report/model/report.ts'
import { checkOf, type RealRun, realRun } from '../run/real-run.fixture.ts'
import { recordedRun } from '../run/recorded-run.fixture.ts'

/** How many requests a replica answered in one second of the first trial. */
function answersIn(second: number, { report }: RealRun, mode: string, replica: string): number {
  const { stepMs = 1, trials = [] } = firstClient(report.modes[mode])?.timeSeries ?? {}
  const steps = trials[0]?.byReplica[replica] ?? []
  return steps.reduce((sum, count, step) => (Math.floor((step * stepMs) / 1_000) === second ? sum + count : sum), 0)
}

const effectOf = ({ report }: RealRun, mode: string) => firstClient(report.modes[mode])?.faultEffects?.[0]

describe('the death of a replica', () => {
  it('takes a third of the sessions that lived in memory, nothing else, and is told by history, report and log alike', async (context) => {
    const run = await recordedRun('kill-a-replica', context)
    expect(checkOf(run, 'sticky', 'session-loss').sessions.count).toBeGreaterThan(10)
    expect(checkOf(run, 'sticky', 'session-loss').causes['its-replica-was-hit']).toBeGreaterThan(0)
    for (const mode of ['cluster-sync', 'redis', 'redis-atomic', 'jwt']) {
      for (const name of [
        'session-mismatch',
        'session-loss',
        'stale-read',
        'lost-update',
        'duplicate-execution',
      ] as const)
        expect(checkOf(run, mode, name), `${mode} ${name}`).toMatchObject({ valid: true, count: 0 })
    }
    expect(effectOf(run, 'redis')).toMatchObject({ fault: 'kill-replica', what: expect.stringMatching(/^replica-\d$/) })
    const hit = effectOf(run, 'redis')?.what ?? ''
    expect(answersIn(2, run, 'redis', hit)).toBeGreaterThan(0)
    expect(answersIn(4, run, 'redis', hit)).toBe(0) // a second after its death

    const { retries } = run.history
    expect(retries.length).toBe(run.accessLog.filter((record) => record.retries > 0).length)
    expect(retries.length).toBeGreaterThan(0)
    for (const mode of run.history.run.scenario.modes)
      expect(effectOf(run, mode)?.retries, mode).toBe(retries.filter((retry) => retry.mode === mode).length)
  })
})

describe('an outage of Redis', () => {
  it('is a 503 for who needs it, never a 401, and over soon after', async (context) => {
    const run = await recordedRun('redis-outage', context)
    for (const mode of ['redis', 'redis-atomic', 'jwt-denylist']) {
      expect(Object.keys(checkOf(run, mode, 'unavailable').causes), mode).toEqual(['503 store-unavailable'])
      expect(effectOf(run, mode)).toMatchObject({ refused: 0, recoverySeconds: expect.any(Number) })
    }
    for (const mode of ['sticky', 'jwt']) expect(checkOf(run, mode, 'unavailable')).toMatchObject({ count: 0 })
  })

  it('takes every session of a Redis that keeps no file, and is seen to', async (context) => {
    const run = await recordedRun('redis-forgets', context)
    expect(checkOf(run, 'redis', 'session-loss').rate).toBe(1)
    expect(checkOf(run, 'redis', 'session-loss').causes).toEqual({ 'led-elsewhere': expect.any(Number) })
    expect(checkOf(run, 'jwt', 'session-loss').rate).toBe(0)
  })
})

/** One trial is less than a scenario asks for, so its precision is not. */
const once = { trials: 1, 'expect.session-loss': { is: 'predicted', atLeast: 100 } }

describe('a run with faults that is given up', () => {
  it('heals them, and keeps what was recorded', async () => {
    const controller = new AbortController()
    const run = await realRun(
      { ...once, modes: ['jwt'], timeline: [{ at: 0.5, fault: 'kill-replica', for: 600 }] },
      {
        scenario: 'kill-a-replica',
        signal: controller.signal,
        onProgress: (event) => event.type === 'fault' && event.fault.inForceMicros !== undefined && controller.abort(),
      },
    )
    expect(run.report.verdict).toBe('unknown')
    expect(run.history.faults).toHaveLength(1)
    expect(run.history.operations.length).toBeGreaterThan(10)
  })

  it('of a fault that cannot be done says which, and keeps what was recorded', async () => {
    const timeline = [
      { at: 0.2, fault: 'scale-in', replica: 'replica-2' },
      { at: 1, fault: 'kill-replica', replica: 'replica-2' },
    ]
    const run = await realRun({ ...once, modes: ['jwt'], timeline }, { scenario: 'kill-a-replica' })
    expect(run.failure?.message).toMatch(/there is no replica-2: the stack has replica-1,replica-3/)
    expect(run.report.verdict).toBe('unknown')
    expect(run.history.operations.length).toBeGreaterThan(10)
  })
})
