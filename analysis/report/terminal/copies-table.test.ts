import { describe, expect, it } from 'vitest'
import { literalHistory } from '../../../bench/history/literal-run.fixture.ts'
import type { Operation } from '../../../bench/history/operation.ts'
import type { SegmentRecord } from '../../../bench/history/records.ts'
import { storeFigures } from '../figures/copy-figures.ts'
import { buildReport } from '../model/build-report.ts'
import { firstClient } from '../model/report.ts'
import { renderTables } from './table.ts'

const copies = (scale: number): Partial<SegmentRecord> => ({
  replication: {
    changes: 10 * scale,
    messages: 40 * scale,
    bytes: 2_500 * scale,
    lagMicros: [
      [1_500, 98],
      [20_000, 1],
      [30_000, 1],
    ],
    sentMicros: [[100, 100]],
  },
})
const store: Partial<SegmentRecord> = { store: { commands: 9, bytesSent: 600, bytesReceived: 300 } }

/** Six trials of three requests each, in `memory` and in `jwt`. */
function reportOf(change: (segment: SegmentRecord) => Partial<SegmentRecord>) {
  const history = literalHistory()
  return buildReport({ ...history, segments: history.segments.map((of) => ({ ...of, ...change(of) })) })
}

describe('what keeping copies costs', () => {
  const report = reportOf(({ mode, trial }) => (mode === 'memory' ? copies(trial) : store))
  const text = renderTables(report, { colour: false })

  it('is counted for each write, over all trials', () => {
    expect(firstClient(report.modes['memory'])?.load.replication).toMatchObject({
      messagesPerWrite: 4,
      bytesPerWrite: 250,
      messagesPerRequest: 140 / 3,
      bytesPerRequest: 8_750 / 3,
      lagMs: { p50: 1.5, p99: 20, max: 30 },
    })
    expect(firstClient(report.modes['memory'])?.load.store).toBeNull()
  })

  it('stands beside what asking a store costs for each request', () => {
    expect(firstClient(report.modes['jwt'])?.load).toMatchObject({
      replication: null,
      store: { commandsPerRequest: 3, bytesPerRequest: { sent: 200, received: 100 } },
    })
    expect(text).toMatch(/^Keeping copies: .* 2\(N−1\) = 2, /ms)
    expect(text).toMatch(/^memory +frozen +4\.00 +250 +1\.50 +20 +30 +- +- +-$/m)
    expect(text).toMatch(/^jwt +frozen +- +- +- +- +- +3\.00 +200 +100$/m)
  })

  it('is not mentioned where nobody keeps copies or asks a store', () => {
    expect(
      renderTables(
        reportOf(() => ({})),
        { colour: false },
      ),
    ).not.toMatch(/Keeping copies/)
  })

  it('fits 80 columns, whatever the figures', () => {
    const dear: Partial<SegmentRecord> = {
      replication: { changes: 1, messages: 126, bytes: 123_456, lagMicros: [[6e7, 1]], sentMicros: [] },
      store: { commands: 900, bytesSent: 600_000, bytesReceived: 300_000 },
    }
    for (const line of renderTables(
      reportOf(() => dear),
      { colour: false },
    ).split('\n'))
      expect(line.length, line).toBeLessThanOrEqual(80)
  })
})

describe('what the store keeps for each session', () => {
  /** So many sessions in one segment after which Redis held so much more, and what became of them. */
  const kept = (sessions: number, storeBytes: number | undefined, ended: readonly string[] = []) => {
    const history = literalHistory()
    const [segment, operation] = [history.segments[0] as SegmentRecord, history.operations[0] as Operation]
    const kinds = [...Array<string>(sessions).fill('login'), ...ended]
    return storeFigures(
      [{ ...segment, ...store, ...(storeBytes !== undefined && { storeBytes }) }],
      kinds.map((kind) => ({ ...operation, kind, outcome: 'ok' })),
    )?.bytesPerSession
  }

  it('is by how much its data grew, over the sessions that were begun and not ended', () => {
    expect(kept(200, 80_000)).toBe(400)
    expect(kept(200, 80_000, Array<string>(40).fill('logout'))).toBe(500)
  })

  it.each([
    ['Redis was not asked', kept(200, undefined)],
    ['there are too few sessions', kept(99, 80_000)],
    ['nobody knows how many were ended', kept(200, 80_000, ['logout-all'])],
  ])('is null where %s', (_when, bytes) => expect(bytes).toBeNull())
})
