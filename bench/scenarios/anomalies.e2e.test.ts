/** Carts and logouts on three real replicas: each anomaly is seen where it must be, and not where it must not. */

import { beforeAll, describe, expect, it } from 'vitest'
import type { CheckName } from '../../analysis/anomalies/registry.ts'
import type { Defects } from '../../services/replica/testing/planted-defects.fixture.ts'
import { type RealRun, realRun } from '../run/real-run.fixture.ts'

const changes = { trials: 2 }
const checkOf = ({ report }: RealRun, mode: string, name: CheckName) => {
  const check = report.modes[mode]?.checks[name]
  if (check === undefined) throw new Error(`the report has nothing on ${mode}, ${name}`)
  return check
}

describe('two writers at once', () => {
  let run: RealRun
  beforeAll(async () => {
    run = await realRun(changes, { scenario: 'cart-race' })
  })

  it('is as the scenario expects', () => expect(run.report.verdict).toBe('pass'))

  it('sticky loses nothing, and every guarantee is seen to hold', () => {
    expect(checkOf(run, 'sticky', 'lost-update')).toMatchObject({ valid: true, count: 0 })
    expect(checkOf(run, 'sticky', 'stale-read')).toMatchObject({ valid: true, count: 0 })
    expect(Object.values(run.report.modes['sticky']?.guarantees ?? {})).toEqual([true, true, true, true])
  })

  it.each(['redis', 'jwt'])('%s loses updates, each to another writer', (mode) => {
    const { count, total, causes, evidence } = checkOf(run, mode, 'lost-update')
    expect(count).toBeGreaterThan(0)
    expect(total).toBeGreaterThan(500)
    expect(causes).toEqual({ 'two-writers': count })
    expect(evidence[0]?.says).toMatch(/wrote item user-\d+\.\d+\.\d+ .* was being written .* is without it$/)
    expect(checkOf(run, mode, 'stale-read').causes['never-back']).toBeGreaterThan(0)
    expect(run.report.modes[mode]?.guarantees['read-your-writes']).toBe(false)
  })

  it('nothing is applied twice, and nobody is logged out', () => {
    for (const mode of Object.keys(run.report.modes)) {
      expect(checkOf(run, mode, 'duplicate-execution')).toMatchObject({ valid: true, count: 0 })
      expect(checkOf(run, mode, 'session-mismatch')).toMatchObject({ valid: true, count: 0 })
    }
  })
})

describe('one writer at a time', () => {
  it('loses nothing anywhere: it is the overlap that loses', async () => {
    const run = await realRun({ ...changes, 'load.concurrency': 1 }, { scenario: 'cart-race' })
    for (const mode of ['sticky', 'redis', 'jwt']) {
      expect(checkOf(run, mode, 'lost-update'), mode).toMatchObject({ valid: true, count: 0 })
      expect(checkOf(run, mode, 'stale-read'), mode).toMatchObject({ valid: true, count: 0 })
      expect(Object.values(run.report.modes[mode]?.guarantees ?? {}), mode).toEqual([true, true, true, true])
    }
    expect(run.report.verdict).toBe('fail') // two of three modes were expected to lose something
  })
})

describe('the old credential after a logout', () => {
  let run: RealRun
  beforeAll(async () => {
    run = await realRun(changes, { scenario: 'logout' })
  })

  it('is as the scenario expects', () => expect(run.report.verdict).toBe('pass'))

  it.each(['sticky', 'redis'])('is dead in %s', (mode) => {
    expect(checkOf(run, mode, 'zombie-session')).toMatchObject({ valid: true, count: 0 })
    expect(checkOf(run, mode, 'zombie-session').total).toBeGreaterThan(300)
    expect(checkOf(run, mode, 'session-mismatch')).toMatchObject({ valid: true, count: 0 })
  })

  it.each(['frozen', 'browser'] as const)(
    'lives on in jwt on every replica, for as long as is asked (%s)',
    (client) => {
      const check = run.report.modes['jwt']?.clients[client]?.checks['zombie-session']
      expect(check?.rate).toBe(1)
      expect(check?.causes).toEqual({ 'lives-on': check?.count })
      expect(check?.windowMs?.max).toBeGreaterThan(200)
    },
  )

  it('claims nothing of carts that nobody filled', () => {
    for (const name of ['stale-read', 'lost-update', 'duplicate-execution'] as const)
      expect(checkOf(run, 'redis', name).valid).toBe('unknown')
    expect(Object.values(run.report.modes['redis']?.guarantees ?? {})).toEqual(Array(4).fill('unknown'))
  })
})

describe('a logout in the midst of writes', () => {
  it('is undone in redis by a slower write, never in sticky', async () => {
    const run = await realRun({ ...changes, modes: ['sticky', 'redis'] }, { scenario: 'logout-race' })
    expect(checkOf(run, 'sticky', 'zombie-session')).toMatchObject({ valid: true, count: 0 })
    const { sessions, causes } = checkOf(run, 'redis', 'zombie-session')
    expect(sessions.count).toBeGreaterThan(0)
    expect(sessions.count).toBeLessThan(sessions.total)
    expect((causes['lives-on'] ?? 0) + (causes['came-back'] ?? 0)).toBeGreaterThan(0)
    expect(run.report.verdict).toBe('pass')
  })
})

describe('a replica that is wrong on purpose is found out', () => {
  const few = { trials: 2, modes: ['sticky'], clients: ['frozen'], 'load.concurrency': 1, 'load.minOperations': 2_000 }
  const broken = (defect: Defects[string], scenario: string, changes = {}) =>
    realRun({ ...few, ...changes }, { scenario, defects: { sticky: defect } })

  it('that drops one cart item in fifty: lost-update, by one writer', async () => {
    const run = await broken('drops-items', 'cart-race')
    const { count, rate, causes } = checkOf(run, 'sticky', 'lost-update')
    expect(rate).toBeCloseTo(0.02, 2)
    expect(causes).toEqual({ 'one-writer': count })
    expect(run.report.verdict).toBe('fail')
  })

  it('that answers one old cart in fifty: stale-read, late', async () => {
    const run = await broken('serves-old-carts', 'cart-race')
    const { count, total, causes, evidence } = checkOf(run, 'sticky', 'stale-read')
    expect(count / total).toBeGreaterThan(0.005) // /me is judged too, and always right
    expect(count / total).toBeLessThan(0.02)
    expect(causes['late']).toBeGreaterThan(0)
    expect(evidence[0]?.says).toMatch(/^user-\d+ wrote item .* on (replica-\d) at .*, read without it on \1 /)
    expect(run.report.modes['sticky']?.guarantees).toMatchObject({
      'read-your-writes': false,
      'monotonic-writes': true,
    })
  })

  it('that applies one write in fifty twice: duplicate-execution', async () => {
    const run = await broken('doubles-items', 'cart-race')
    const { rate, count, causes } = checkOf(run, 'sticky', 'duplicate-execution')
    expect(rate).toBeCloseTo(0.02, 2)
    expect(causes).toEqual({ answered: count })
    expect(run.report.verdict).toBe('fail')
  })

  it('that keeps one session in fifty alive after its logout: zombie-session', async () => {
    // Each replica spares its every fiftieth logout: whoever knocks for long has few of them on a fast machine.
    const run = await broken('ignores-logouts', 'logout', { 'load.probeMs': 10, 'load.minOperations': 6_000 })
    const { sessions, valid } = checkOf(run, 'sticky', 'zombie-session')
    expect(valid).toBe(false)
    expect(sessions.count / sessions.total).toBeCloseTo(0.02, 1)
    expect(run.report.verdict).toBe('fail')
  })
})
