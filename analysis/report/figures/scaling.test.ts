import { describe, expect, it } from 'vitest'
import type { SegmentRecord } from '../../../bench/history/records.ts'
import { type Laws, scalingHistory } from '../../../bench/history/scaling-run.fixture.ts'
import { curveSentence } from '../i18n/law-sentence.ts'
import { buildReport } from '../model/build-report.ts'
import { firstClient } from '../model/report.ts'
import { renderTables } from '../terminal/table.ts'
import type { Curve } from './scaling.ts'

const sentenceOf = (curve: Curve | undefined) => curve && curveSentence(curve)

const laws: Laws = {
  jwt: { perReplica: 100, contention: 0, coherency: 0 },
  'cluster-sync': { perReplica: 80, contention: 0.1, coherency: 0.04 },
}
const history = scalingHistory(laws)
const report = buildReport(history)
const [jwt, cluster] = report.scaling?.curves ?? []
const text = renderTables(report, { colour: false })

describe('the report of a sweep', () => {
  it('has a point for each number of replicas, and how many times one that is', () => {
    expect(report.scaling?.replicas).toEqual([1, 2, 3, 4, 5])
    expect(jwt?.points.map(({ replicas }) => replicas)).toEqual([1, 2, 3, 4, 5])
    expect(jwt?.points.map(({ speedUp }) => Math.round(speedUp?.median ?? 0))).toEqual([1, 2, 3, 4, 5])
    expect(jwt?.points[2]?.speedUp?.ci95).not.toBeNull()
  })

  it('finds the law that the points were made of, and how far off each is', () => {
    expect(cluster?.law?.contention).toBeCloseTo(0.1, 1)
    expect(cluster?.law?.coherency).toBeCloseTo(0.04, 1)
    expect(cluster?.law?.ci95.coherency[0]).toBeGreaterThan(0)
    const residuals = (cluster?.points ?? []).map(({ fitted }) => Math.abs(fitted?.residual ?? 1))
    expect(residuals).toHaveLength(5)
    expect(Math.max(...residuals)).toBeLessThan(0.02)
  })

  it('says in words what the curve means', () => {
    expect(sentenceOf(cluster)).toMatch(
      /^\d.* % of the work is serial, and replicas .* 4.* % a pair: adding replicas beyond 5 \(.*\) stops helping, at \d+\/s$/,
    )
    expect(sentenceOf(jwt)).toMatch(/no cost of pairs was measured/)
  })

  it.each([
    ['pairs', { perReplica: 100, contention: -0.1, coherency: 0.03 }],
    ['serial work', { perReplica: 100, contention: 0.3, coherency: -0.03 }],
  ])('claims no cost of %s that rests on another one below 0', (_which, law) => {
    const [curve] = buildReport(scalingHistory({ jwt: law })).scaling?.curves ?? []
    expect(curve?.law?.withoutPairs).toBe(true)
    expect(sentenceOf(curve)).toMatch(
      /assuming that pairs of replicas cost each other nothing, which these points cannot show$/,
    )
  })

  it('sets the prediction beside the measurement, and says nothing where theory cannot', () => {
    expect(jwt?.points.map(({ predictedSpeedUp }) => predictedSpeedUp)).toEqual([1, 2, 3, 4, 5])
  })

  it('predicts of copies, with three and more, what one and two replicas tell of their cost', () => {
    const predicted = cluster?.points.map(({ predictedSpeedUp }) => predictedSpeedUp) ?? []
    expect(predicted.slice(0, 2)).toEqual([null, null])
    // 1 + 0.1 + 0.04 · 2 = 1.18 times the work of one with two: 3 / (1 + 2 · 0.18)
    expect(predicted[2]).toBeCloseTo(3 / 1.36, 1)
    expect(cluster?.because).toMatch(/^each write is sent to all other replicas/)
  })

  /** All replicas together take the CPU time that one takes. */
  const costsOfOne = ({ replicas = 1, replicaCpuMicros }: SegmentRecord) => ({
    replicaCpuMicros: Object.fromEntries(
      Object.entries(replicaCpuMicros).map(([name, micros]) => [name, micros / replicas]),
    ),
  })

  it.each([
    ['more than N times one, which no replicas can', 'jwt', { perReplica: 100, contention: -0.1, coherency: 0 }],
    ['one, where requests cost no more CPU time', 'jwt-least-conn', { perReplica: 100, contention: 1, coherency: 0 }],
  ])('fails where the speed-up is %s', (_what, mode, law) => {
    const { verdict, reasons } = buildReport(scalingHistory({ [mode]: law }, costsOfOne))
    expect(verdict).toBe('fail')
    expect(reasons?.[0]).toMatch(
      /^jwt.*, frozen: speed-up of \d replicas: [\d.–]+ predicted, but measured within [\d.–]+ \(99\.9 %\)$/,
    )
  })

  it('does not fail where round robin makes requests wait', () => {
    const slow = scalingHistory({ jwt: { perReplica: 100, contention: 0.4, coherency: 0 } })
    expect(buildReport(slow).scaling?.curves[0]?.points[2]?.judgement).toEqual({
      outcome: 'as-expected',
      says: 'as predicted',
    })
    expect(buildReport(slow).verdict).not.toBe('fail')
  })

  it('knows who was busy', () => {
    expect(jwt?.points[4]?.busy).toEqual({ replica: 0.2, loadBalancer: 0.25, redis: null, client: 0.5, machine: 0.5 })
  })

  it('gives cost and speed with the most replicas, where checks are of all', () => {
    const { load, checks } = firstClient(report.modes['jwt']) ?? {}
    expect(load?.goodputPerSecond.median).toBe(jwt?.points[4]?.goodputPerSecond.median)
    expect(checks?.unavailable.total).toBe(history.operations.filter(({ segment }) => segment % 10 < 5).length)
  })

  it('is a table that fits 80 columns', () => {
    expect(text).toMatch(/^jwt +1 +\d+ +1\.00 +1\.0 +\d+ +-?\d\.\d% +20 +5 +- +10$/m)
    expect(text).toMatch(/^cluster-sync +[\d.]+% \[.*\] +[\d.]+% \[.*\] +\d–\d$/m)
    for (const line of text.split('\n')) expect(line.length, line).toBeLessThanOrEqual(80)
  })
})

describe('a point at which the replicas were not the limit', () => {
  const at5 = (change: object) => (segment: { replicas?: number }) => (segment.replicas === 5 ? change : {})
  const full = Object.fromEntries([1, 2, 3, 4, 5].map((number) => [`replica-${number}`, 100_000]))

  it.each([
    ['the client', { clientCpuMicros: 950_000 }, 'the client used 95 % of a core'],
    ['nginx', { partCpuMicros: { loadBalancer: 990_000 } }, 'nginx used 99 % of a core'],
    ['the machine', { idleShare: 0.01, replicaCpuMicros: full }, 'the machine was full in 6 of 6 trials'],
  ])('is marked, and left out of the fit: %s', (_who, change, says) => {
    const report = buildReport(scalingHistory(laws, at5(change)))
    const [curve] = report.scaling?.curves ?? []
    expect(curve?.points[4]?.leftOut).toBe(says)
    expect(curve?.points[3]?.leftOut).toBeUndefined()
    expect(curve?.law).not.toBeNull()
    const text = renderTables(report, { colour: false })
    expect(text).toMatch(/^ +5 \*/m)
    expect(text).toContain(`left out with 5 replicas: ${says}`)
  })

  it('loses single trials in which the machine was full, and keeps the others', () => {
    const disturbed = (segment: { trial: number; replicas?: number }) =>
      segment.trial < 3 ? at5({ idleShare: 0.01, replicaCpuMicros: full })(segment) : {}
    const [curve] = buildReport(scalingHistory(laws, disturbed)).scaling?.curves ?? []
    expect(curve?.points.map(({ disturbedTrials }) => disturbedTrials)).toEqual([0, 0, 0, 0, 2])
    expect(curve?.points[4]?.leftOut).toBeUndefined()
    expect(curve?.points[4]?.speedUp?.ci95).toBeNull() // of four trials
  })

  it('counts where the machine is full, but the replicas used all that they may', () => {
    const [curve] = buildReport(scalingHistory(laws, at5({ idleShare: 0.01 }))).scaling?.curves ?? []
    expect(curve?.points[4]?.leftOut).toBeUndefined()
  })
})

describe('a curve that nothing can be said of', () => {
  it('is unknown with fewer than four usable points', () => {
    const [curve] = buildReport(scalingHistory(laws, undefined, 3)).scaling?.curves ?? []
    expect(curve).toMatchObject({ law: null, noLawReason: 'unknown: a law needs 4 usable points, and there are 3' })
    expect(curve?.points[2]?.fitted).toBeNull()
  })

  it('is unknown where the trials differ so much that nearly any curve would do', () => {
    const wild = scalingHistory(laws, ({ segment }) => ({
      windowEndMicros: segment % 7 < 3 ? 3e5 : 1e6,
      endMicros: 1e6,
    }))
    const [curve] = buildReport(wild).scaling?.curves ?? []
    expect(curve?.law).toBeNull()
    expect(sentenceOf(curve)).toMatch(/^unknown: the trials differ/)
  })

  it('gets a law without cost of pairs where the points cannot tell that from serial work', () => {
    const scattered = scalingHistory(
      { jwt: { perReplica: 500, contention: 0.15, coherency: 0 } },
      ({ segment }) => ({ windowEndMicros: 1e6 * (0.88 + 0.02 * ((segment * 5) % 13)) }),
      4,
    )
    const report = buildReport(scattered)
    const [curve] = report.scaling?.curves ?? []
    expect(curve?.law).toMatchObject({ withoutPairs: true, coherency: 0 })
    expect(curve?.law?.contention).toBeCloseTo(0.15, 1)
    expect(curve?.law?.ci95.contention[0]).toBeGreaterThan(0)
    expect(sentenceOf(curve)).toMatch(
      /assuming that pairs of replicas cost each other nothing, which these points cannot show$/,
    )
    expect(renderTables(report, { colour: false })).toMatch(/^jwt +[\d.]+% \[.*\] +taken as 0 +none found$/m)
  })

  it('is not to be trusted without quotas, and the report says so', () => {
    const { run, ...rest } = history
    const cpuQuota = { cpus: 0.2, missing: 'this system has no cgroups with processor limits' }
    const without = buildReport({ ...rest, run: { ...run, environment: { ...run.environment, cpuQuota } } })
    expect(without.scaling?.cpuPerReplica).toBeNull()
    expect(without.caveats.join('\n')).toMatch(/no CPU quota \(this system has no cgroups.*do not trust the curve/)
  })
})
