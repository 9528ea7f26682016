/** A sweep written down by hand: each mode follows a law, in six trials that scatter a little. */

import { type Law, throughputAt } from '../../analysis/statistics/scalability-law.ts'
import { seededRandom } from '../random.ts'
import type { History } from './history.ts'
import { literalHistory, literalScenario } from './literal-run.fixture.ts'
import { modeRecords } from './mode-records.ts'
import type { Operation } from './operation.ts'
import type { SegmentRecord } from './records.ts'

/** What each mode does, in answers per second. */
export type Laws = Readonly<Record<string, Law>>

const second = 1e6

/** @param change laid over each segment */
export function scalingHistory(
  laws: Laws,
  change: (segment: SegmentRecord) => Partial<SegmentRecord> = () => ({}),
  replicas = 5,
): History {
  const { run } = literalHistory()
  const segments: SegmentRecord[] = []
  const operations: Operation[] = []
  const random = seededRandom(3)
  for (let trial = 1; trial <= 6; trial += 1) {
    for (const [mode, law] of Object.entries(laws)) {
      for (let count = 1; count <= replicas; count += 1) {
        const segment = { ...segmentOf(segments.length, trial, mode, count) }
        segments.push({ ...segment, ...change(segment) })
        const answers = Math.round(throughputAt(law, count) * (1 + 0.01 * (2 * random() - 1)))
        operations.push(...Array.from({ length: answers }, (_, at) => answerIn(segment.segment, at)))
      }
    }
  }
  return literalHistory({
    run: {
      ...run,
      scenario: {
        ...literalScenario,
        modes: Object.keys(laws),
        topology: { replicas, cpuPerReplica: 0.2 },
        sweep: 'replicas',
        trials: 6,
        expect: {},
      },
      environment: { ...run.environment, cpus: 4, cpuQuota: { cpus: 0.2, measured: 0.199 } },
      modes: modeRecords(Object.keys(laws)),
    },
    segments,
    operations,
  })
}

function segmentOf(segment: number, trial: number, mode: string, replicas: number): SegmentRecord {
  return {
    type: 'segment',
    segment,
    trial,
    mode,
    client: 'frozen',
    replicas,
    startMicros: 0,
    windowEndMicros: second,
    endMicros: second,
    connections: replicas,
    bytesSent: 1_000,
    bytesReceived: 1_000,
    replicaCpuMicros: Object.fromEntries(Array.from({ length: replicas }, (_, i) => [`replica-${i + 1}`, 200_000])),
    clientCpuMicros: 100_000 * replicas,
    partCpuMicros: { loadBalancer: 50_000 * replicas },
    idleShare: 0.5,
  }
}

function answerIn(segment: number, at: number): Operation {
  return {
    type: 'operation',
    segment,
    user: 'user-1',
    session: segment,
    kind: 'me',
    startMicros: at,
    endMicros: at + 1_000,
    outcome: 'ok',
    status: 200,
    replica: 'replica-1',
  }
}
