import { describe, expect, it } from 'vitest'
import { replicaCost } from './replica-cost.ts'
import type { ReplicaTotals } from './replica-status.ts'

const copies = (changes: number, lagMicros: readonly (readonly [number, number])[]) => ({
  replication: {
    sent: { changes, messages: changes * 4, bytes: changes * 100 },
    lagMicros,
    sentMicros: [[1, changes]] as const,
  },
})
const totals = (startedAtMs: number, cpuMicros: number, more: Partial<ReplicaTotals> = {}) => ({
  startedAtMs,
  cpuMicros,
  ...more,
})

describe('what a segment cost the replicas', () => {
  it('is the difference of their totals, added up but for the CPU time', () => {
    const before = { 'replica-1': totals(1, 100, copies(5, [[10, 5]])), 'replica-2': totals(2, 50, copies(0, [])) }
    const after = {
      'replica-1': totals(1, 300, copies(7, [[10, 6]])),
      'replica-2': totals(
        2,
        60,
        copies(1, [
          [10, 1],
          [20, 1],
        ]),
      ),
    }
    expect(replicaCost(before, after)).toEqual({
      replicaCpuMicros: { 'replica-1': 200, 'replica-2': 10 },
      replication: {
        changes: 3,
        messages: 12,
        bytes: 300,
        lagMicros: [
          [10, 2],
          [20, 1],
        ],
        sentMicros: [[1, 3]],
      },
    })
  })

  it('counts the full totals of a restarted replica, and nothing of a replica that is gone', () => {
    const store = { commands: 7, bytesSent: 70, bytesReceived: 30 }
    const before = { 'replica-1': totals(1, 100, { store }), 'replica-2': totals(2, 50, { store }) }
    expect(replicaCost(before, { 'replica-1': totals(9, 20, { store }) })).toEqual({
      replicaCpuMicros: { 'replica-1': 20 },
      store,
    })
  })

  it('omits replication and store costs if there are none', () => {
    expect(replicaCost({}, { 'replica-1': totals(1, 5) })).toEqual({ replicaCpuMicros: { 'replica-1': 5 } })
  })
})
