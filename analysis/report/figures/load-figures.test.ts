import { describe, expect, it } from 'vitest'
import { literalHistory } from '../../../bench/history/literal-run.fixture.ts'
import type { Operation } from '../../../bench/history/operation.ts'
import type { SegmentRecord } from '../../../bench/history/records.ts'
import { slices } from '../../slices.ts'
import { buildReport } from '../model/build-report.ts'
import { firstClient } from '../model/report.ts'
import { renderTables } from '../terminal/table.ts'

/** Six segments of `memory`, each with three operations. */
function figures(segment: Partial<SegmentRecord>, operation: Partial<Operation> = {}) {
  const history = literalHistory()
  const changed = {
    ...history,
    segments: history.segments.map((each) => ({ ...each, ...segment })),
    operations: history.operations.map((each) => (each.kind === 'login' ? each : { ...each, ...operation })),
  }
  const report = buildReport(changed)
  return {
    load: firstClient(report.modes['memory'])?.load,
    slice: slices(changed)[0],
    text: renderTables(report, { colour: false }),
  }
}

const parts = { partCpuMicros: { loadBalancer: 90, redis: 30 } }

describe('what a request costs', () => {
  it('is the processor time of each part, over all requests of the segments', () => {
    const { load } = figures(parts)
    expect(load).toMatchObject({
      replicaCpuMicrosPerRequest: 100,
      loadBalancerCpuMicrosPerRequest: 30,
      redisCpuMicrosPerRequest: 10,
      bytesPerRequest: { sent: 100, received: 200 },
    })
  })

  it.each<[string, Partial<SegmentRecord>, string]>([
    ['the system does not tell', {}, 'loadBalancerCpuMicrosPerRequest'],
    ['there is no Redis', { partCpuMicros: { loadBalancer: 90 } }, 'redisCpuMicrosPerRequest'],
    ['others were loaded meanwhile', { ...parts, shared: true }, 'loadBalancerCpuMicrosPerRequest'],
    ['others were loaded meanwhile', { ...parts, shared: true }, 'replicaCpuMicrosPerRequest'],
  ])('is null where %s', (_when, segment, figure) => {
    expect(figures(segment).load).toHaveProperty(figure, null)
  })

  it('is the size of the credential, of those requests that carried one', () => {
    expect(figures(parts, { credentialBytes: 120 }).load?.credentialBytes).toBe(120)
    expect(figures(parts).load?.credentialBytes).toBeNull()
  })

  it('is what replicas tell each other for each request, reads among them', () => {
    const replication = { changes: 1, messages: 6, bytes: 600, lagMicros: [], sentMicros: [] }
    expect(figures({ replication }).load?.replication).toMatchObject({
      messagesPerWrite: 6,
      messagesPerRequest: 2,
      bytesPerRequest: 200,
    })
  })

  it('is a table that leaves out what nobody can tell', () => {
    expect(figures(parts, { credentialBytes: 120 }).text).toMatch(
      /^memory +frozen +100 +30 +10 +33,333 +120 +100 +200$/m,
    )
    expect(figures({}).text).toMatch(/^mode +client +replica +client +out +in$/m)
  })
})
