/** Parts that come and go under load, on real ones: what must survive does, and what is lost by design is as predicted. */

import { describe, expect, it } from 'vitest'
import { firstClient } from '../../analysis/report/model/report.ts'
import { checkOf } from '../run/real-run.fixture.ts'
import { recordedRun } from '../run/recorded-run.fixture.ts'

describe('a failover of Redis', () => {
  it('is 503 and never 401 until it is over, and loses what the copy had not heard of, as predicted', async (context) => {
    const run = await recordedRun('redis-failover', context)
    for (const mode of ['redis', 'redis-atomic']) {
      const { count, prediction } = checkOf(run, mode, 'lost-update')
      expect(count, mode).toBeGreaterThan(0)
      expect(prediction?.band?.[1], mode).toBeGreaterThan(0)
      expect(checkOf(run, mode, 'session-mismatch'), mode).toMatchObject({ valid: true, count: 0 })
    }
    const [effect] = firstClient(run.report.modes['redis'])?.faultEffects ?? []
    expect(effect).toMatchObject({ fault: 'failover-redis', what: 'redis-1', recoverySeconds: expect.any(Number) })
    expect(Object.keys(effect?.failures ?? {})).toEqual(['503 store-unavailable'])
  })
})

describe('replicas that die, freeze, are restarted, join and leave', () => {
  it('cost nobody a login, a write or a post where any of them can answer', async (context) => {
    const run = await recordedRun('replicas-come-and-go', context)
    for (const mode of ['cluster-sync', 'redis', 'redis-atomic', 'jwt', 'basic'])
      expect(checkOf(run, mode, 'session-mismatch'), mode).toMatchObject({ valid: true, count: 0 })
  })
})

describe('a replica that comes back', () => {
  it('logs its users out a second time where their address leads to it, and not where a new cookie does', async (context) => {
    const run = await recordedRun('failback', context)
    const timesOut = (mode: string) => checkOf(run, mode, 'involuntary-logout').evidence.map(({ says }) => says)
    expect(timesOut('memory-ip-hash').join()).toContain('the first of 2 times')
    expect(timesOut('sticky')).not.toEqual([])
    expect(timesOut('sticky').join()).not.toMatch(/the first of/)
  })
})
