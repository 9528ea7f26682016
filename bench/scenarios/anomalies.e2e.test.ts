/** Carts and logouts on three real replicas: each anomaly is seen where it must be, and not where it must not. */

import { describe, expect, it } from 'vitest'
import { firstClient } from '../../analysis/report/model/report.ts'
import { checkOf, realRun } from '../run/real-run.fixture.ts'
import { recordedRun } from '../run/recorded-run.fixture.ts'

describe('two writers at once', () => {
  it('sticky loses nothing, and every guarantee is seen to hold', async (context) => {
    const run = await recordedRun('cart-race', context)
    expect(checkOf(run, 'sticky', 'lost-update')).toMatchObject({ valid: true, count: 0 })
    expect(checkOf(run, 'sticky', 'stale-read')).toMatchObject({ valid: true, count: 0 })
    expect(Object.values(firstClient(run.report.modes['sticky'])?.guarantees ?? {})).toEqual([true, true, true, true])
  })

  it.for(['redis', 'jwt'])('%s loses updates, each to another writer', async (mode, context) => {
    const run = await recordedRun('cart-race', context)
    const { count, total, causes, evidence } = checkOf(run, mode, 'lost-update')
    expect(count).toBeGreaterThan(0)
    expect(total).toBeGreaterThan(500)
    expect(causes).toEqual({ 'two-writers': count })
    expect(evidence[0]?.says).toMatch(/wrote item user-\d+\.\d+\.\d+ .* was being written .* did not return it$/)
    expect(checkOf(run, mode, 'stale-read').causes['never-back']).toBeGreaterThan(0)
    expect(firstClient(run.report.modes[mode])?.guarantees['read-your-writes']).toBe(false)
  })

  it('nothing is applied twice, and nobody is logged out', async (context) => {
    const run = await recordedRun('cart-race', context)
    for (const mode of ['sticky', 'cluster-sync', 'redis', 'redis-atomic', 'jwt']) {
      expect(checkOf(run, mode, 'duplicate-execution')).toMatchObject({ valid: true, count: 0 })
      expect(checkOf(run, mode, 'session-mismatch')).toMatchObject({ valid: true, count: 0 })
    }
  })
})

describe('one writer at a time', () => {
  it('loses nothing anywhere: it is the overlap that loses', async () => {
    const modes = ['sticky', 'redis', 'jwt']
    const run = await realRun({ trials: 2, modes, 'load.concurrency': 1 }, { scenario: 'cart-race' })
    for (const mode of modes) {
      expect(checkOf(run, mode, 'lost-update'), mode).toMatchObject({ valid: true, count: 0 })
      expect(checkOf(run, mode, 'stale-read'), mode).toMatchObject({ valid: true, count: 0 })
      expect(Object.values(firstClient(run.report.modes[mode])?.guarantees ?? {}), mode).toEqual([
        true,
        true,
        true,
        true,
      ])
    }
    expect(run.report.verdict).toBe('fail') // two of three modes were expected to lose something
  })
})

describe('the old credential after a logout', () => {
  it.for(['sticky', 'redis'])('is dead in %s', async (mode, context) => {
    const run = await recordedRun('logout', context)
    expect(checkOf(run, mode, 'zombie-session')).toMatchObject({ valid: true, count: 0 })
    expect(checkOf(run, mode, 'zombie-session').total).toBeGreaterThan(300)
    expect(checkOf(run, mode, 'session-mismatch')).toMatchObject({ valid: true, count: 0 })
  })

  it.for(['frozen', 'browser'] as const)(
    'lives on in jwt on every replica, for as long as is asked (%s)',
    async (client, context) => {
      const run = await recordedRun('logout', context)
      const check = run.report.modes['jwt']?.clients[client]?.checks['zombie-session']
      expect(check?.rate).toBe(1)
      expect(check?.causes).toEqual({ 'lives-on': check?.count })
      expect(check?.residualLifetimeMs?.max).toBeGreaterThan(200)
    },
  )

  it('claims nothing of carts that nobody filled', async (context) => {
    const run = await recordedRun('logout', context)
    for (const name of ['stale-read', 'lost-update', 'duplicate-execution'] as const)
      expect(checkOf(run, 'redis', name).valid).toBe('unknown')
    expect(Object.values(firstClient(run.report.modes['redis'])?.guarantees ?? {})).toEqual(Array(4).fill('unknown'))
  })
})

describe('a logout in the midst of writes', () => {
  it('is undone in redis by a slower write, never in sticky', async (context) => {
    const run = await recordedRun('logout-race', context)
    expect(checkOf(run, 'sticky', 'zombie-session')).toMatchObject({ valid: true, count: 0 })
    const { sessions, causes } = checkOf(run, 'redis', 'zombie-session')
    expect(sessions.count).toBeGreaterThan(0)
    expect(sessions.count).toBeLessThan(sessions.total)
    expect((causes['lives-on'] ?? 0) + (causes['came-back'] ?? 0)).toBeGreaterThan(0)
  })
})
