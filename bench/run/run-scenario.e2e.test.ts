/** One whole run, made by `lab run`: prediction and measurement, the load balancer's record of the same requests, and the files it leaves. */

import { describe, expect, it, type TestContext } from 'vitest'
import { buildReport } from '../../analysis/report/model/build-report.ts'
import { firstClient } from '../../analysis/report/model/report.ts'
import type { Operation } from '../history/operation.ts'
import { type RecordedRun, recordedRun } from './recorded-run.fixture.ts'

const modes = ['memory', 'sticky', 'cluster-sync', 'redis', 'jwt', 'basic']
const record = (context: TestContext) => recordedRun('session-mismatch', context)

function mismatch({ report }: RecordedRun, mode: string, client: 'frozen' | 'browser' = 'frozen') {
  const check = report.modes[mode]?.clients[client]?.checks['session-mismatch']
  if (check === undefined) throw new Error(`the report has nothing on ${mode}, ${client}`)
  return check
}

/** Operations of one mode, warm-up included. */
function operationsOf(run: RecordedRun, mode: string): Operation[] {
  const segments = new Set(
    run.history.segments.filter((segment) => segment.mode === mode).map(({ segment }) => segment),
  )
  return run.history.operations.filter(({ segment }) => segments.has(segment))
}

describe('session-mismatch on three real replicas', () => {
  it('memory behind round robin loses two thirds of a frozen client’s requests', async (context) => {
    const run = await record(context)
    const { rate, ci95, prediction, causes, count } = mismatch(run, 'memory')
    expect(prediction?.rate).toBeCloseTo(2 / 3, 12)
    expect(Math.abs((rate as number) - 2 / 3)).toBeLessThan(0.03)
    expect((ci95[1] - ci95[0]) / 2).toBeLessThan(0.03)
    expect(causes).toEqual({ 'wrong-replica': count })
  })

  it('memory loses a browser nearly always, mostly because its cookie was cleared', async (context) => {
    const run = await record(context)
    const { rate, sessions, causes } = mismatch(run, 'memory', 'browser')
    expect(rate).toBeGreaterThan(0.9)
    expect(sessions.count / sessions.total).toBeGreaterThan(0.99)
    expect(causes['cookie-cleared']).toBeGreaterThan(causes['wrong-replica'] as number)
  })

  it.for(['sticky', 'cluster-sync', 'redis', 'jwt'])('%s loses nothing', async (mode, context) => {
    const run = await record(context)
    expect(mismatch(run, mode)).toMatchObject({ count: 0, rate: 0, prediction: { rate: 0 } })
    expect(mismatch(run, mode).total).toBeGreaterThan(5_000)
    expect(mismatch(run, mode, 'browser').count).toBe(0)
  })

  it('basic loses nothing, slowly', async (context) => {
    const run = await record(context)
    expect(mismatch(run, 'basic')).toMatchObject({ count: 0, prediction: { rate: 0 } })
    const speed = (mode: string) => firstClient(run.report.modes[mode])?.load.goodputPerSecond.median as number
    expect(speed('basic')).toBeLessThan(speed('redis') / 5)
  })

  it('redis holds some hundred bytes for each session', async (context) => {
    const run = await record(context)
    const bytes = firstClient(run.report.modes['redis'])?.load.store?.bytesPerSession
    expect(bytes).toBeGreaterThan(150)
    expect(bytes).toBeLessThan(1_500)
  })

  it('nobody is taken for somebody else, and nobody is left without an answer', async (context) => {
    const run = await record(context)
    for (const [mode, { clients }] of Object.entries(run.report.modes)) {
      for (const { checks } of Object.values(clients)) {
        expect(checks['identity-swap'], mode).toMatchObject({ valid: true, count: 0 })
        expect(checks.unavailable, mode).toMatchObject({ valid: true, count: 0 })
      }
    }
  })

  it('shares requests evenly between the replicas', async (context) => {
    const run = await record(context)
    for (const mode of ['memory', 'cluster-sync', 'redis', 'jwt']) {
      const shares = Object.entries(firstClient(run.report.modes[mode])?.load.shareByReplica ?? {})
      expect(shares.map(([replica]) => replica)).toEqual(['replica-1', 'replica-2', 'replica-3'])
      for (const [, share] of shares) expect(share).toBeCloseTo(1 / 3, 2)
    }
  })
})

describe('an independent witness: the load balancer’s access log', () => {
  it.for(modes)('counts as many requests and as many refusals of %s, to the last one', async (mode, context) => {
    const run = await record(context)
    const seen = run.accessLog.filter((record) => record.mode === mode)
    const ours = operationsOf(run, mode)
    expect(ours.length).toBe(seen.length)
    const refused = (records: readonly { status?: number }[]) => records.filter(({ status }) => status === 401).length
    expect(refused(ours)).toBe(refused(seen))
    expect(refused(ours) > 0).toBe(mode === 'memory')
  })

  it('holds no request of no mode', async (context) => {
    const run = await record(context)
    expect(run.accessLog.filter(({ mode }) => !modes.includes(mode)).map(({ path }) => path)).toEqual([])
  })

  it('agrees on latency within 10 % where its milliseconds are fine enough', async (context) => {
    const run = await record(context)
    const ours = operationsOf(run, 'basic').map(({ startMicros, endMicros }) => (endMicros - startMicros) / 1e6)
    const seen = run.accessLog
      .filter(({ mode }) => mode === 'basic')
      .map(({ requestTimeSeconds }) => requestTimeSeconds)
    for (const quantile of [0.5, 0.9, 0.99]) {
      const at = (values: number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length * quantile)] as number
      expect(at(ours) / at(seen)).toBeGreaterThan(0.9)
      expect(at(ours) / at(seen)).toBeLessThan(1.1)
    }
  })

  it('agrees on bytes: what was sent at our sockets is what it received', async (context) => {
    const run = await record(context)
    const sent = run.history.segments.reduce((sum, { bytesSent }) => sum + bytesSent, 0)
    const received = run.history.segments.reduce((sum, { bytesReceived }) => sum + bytesReceived, 0)
    expect(run.accessLog.reduce((sum, { requestBytes }) => sum + requestBytes, 0)).toBe(sent)
    expect(run.accessLog.reduce((sum, { responseBytes }) => sum + responseBytes, 0)).toBe(received)
  })
})

describe('what a run leaves behind', () => {
  it('computes the same report again from the history file', async (context) => {
    const run = await record(context)
    expect(JSON.stringify(buildReport(run.history))).toBe(JSON.stringify(run.report))
  })

  it('holds no credential: not in the history, not in a report, not in any log', async (context) =>
    expect((await record(context)).credentials).toEqual([]))
})
