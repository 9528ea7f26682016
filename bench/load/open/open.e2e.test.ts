import { beforeAll, describe, expect, it } from 'vitest'
import { firstClient } from '../../../analysis/report/model/report.ts'
import { type RealRun, realRun } from '../../run/real-run.fixture.ts'

const modes = ['sticky', 'jwt']
const load = { 'load.ratePerSecond': 200, 'load.durationSeconds': 2, 'load.users': 300, 'load.connections': 100 }
const changes = { modes, clients: ['browser'], warmUpSeconds: 0.2, trials: 1, ...load }

const thousandths = (micros: number) => micros / 1_000
const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] as number

describe('load by arrival rate on three real replicas', () => {
  let run: RealRun
  beforeAll(async () => {
    run = await realRun(changes)
  })

  it('sends what the rate says, and nginx sees the same requests and bytes, to the last one', () => {
    for (const mode of modes) {
      const [warmUp, measured] = run.history.segments.filter((segment) => segment.mode === mode)
      expect(warmUp?.arrivals?.intended).toBe(40)
      expect(measured?.arrivals?.intended).toBe(400)
      const sent = [warmUp, measured].map((of) => (of?.arrivals?.intended ?? 0) - (of?.arrivals?.unsent ?? 0))
      const seen = run.accessLog.filter((record) => record.mode === mode)
      expect(seen.length).toBe(sent.reduce((a, b) => a + b))
    }
    const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0)
    const { segments, operations } = run.history
    expect(operations.length).toBe(run.accessLog.length)
    expect(sum(segments.map(({ bytesSent }) => bytesSent))).toBe(sum(run.accessLog.map((of) => of.requestBytes)))
    expect(sum(segments.map(({ bytesReceived }) => bytesReceived))).toBe(
      sum(run.accessLog.map((of) => of.responseBytes)),
    )
  })

  it('loses nobody, like any other load, and reports how it kept to the rate', () => {
    for (const mode of modes) {
      const { checks, load } = firstClient(run.report.modes[mode] as RealRun['report']['modes'][string])
      expect(checks['session-mismatch']).toMatchObject({ count: 0 })
      expect(checks['session-mismatch'].total).toBeGreaterThan(50)
      expect(load.arrivals?.intendedPerSecond).toBeGreaterThan(150)
      expect(load.latencyMs?.p50).toBeGreaterThanOrEqual(load.serviceMs?.p50 as number)
    }
  })

  it('measures a service time that nginx agrees with, from further away', () => {
    const ours = median(
      run.history.operations.map(({ startMicros, endMicros }) => thousandths(endMicros - startMicros)),
    )
    const seen = median(run.accessLog.map(({ requestTimeSeconds }) => requestTimeSeconds * 1_000))
    expect(ours).toBeGreaterThan(seen - 1)
  })
})

describe('think time in a real run', () => {
  it('keeps each user from asking again too soon', async () => {
    const { history } = await realRun({ ...changes, modes: ['jwt'], 'load.users': 40, 'load.thinkMs': 300 })
    const byUser = Map.groupBy(history.operations, ({ segment, user }) => `${segment} ${user}`)
    let pauses = 0
    for (const own of byUser.values()) {
      for (const [index, { startMicros }] of own.entries()) {
        const before = own[index - 1]
        if (before === undefined) continue
        pauses += 1
        expect(startMicros - before.endMicros).toBeGreaterThanOrEqual(300_000)
      }
    }
    expect(pauses).toBeGreaterThan(20)
    expect(history.segments.at(-1)?.arrivals?.unsent).toBeGreaterThan(0)
  })
})
