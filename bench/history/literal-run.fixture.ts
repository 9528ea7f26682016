/** A small run written down by hand, for the tests of reports: two replicas, `memory` and `jwt`, six trials. */

import { operations } from '../../analysis/anomalies/literal-history.ts'
import type { Scenario } from '../scenarios/scenario.ts'
import type { History } from './history.ts'
import type { Operation } from './operation.ts'
import type { SegmentRecord } from './records.ts'

export const literalScenario: Scenario = {
  name: 'by-hand',
  summary: 'a run written down by hand',
  modes: ['memory', 'jwt'],
  topology: { replicas: 2 },
  clients: ['frozen'],
  workload: 'browse',
  load: { users: 2, connections: 1, followUps: 2, durationSeconds: 1, minOperations: 1, timeoutSeconds: 1 },
  warmUpSeconds: 0,
  trials: 6,
  seed: 1,
  expect: { 'session-mismatch': { is: 'predicted', atLeast: 10 } },
}

const segmentOf = (segment: number, mode: string, trial: number): SegmentRecord => ({
  type: 'segment',
  segment,
  trial,
  mode,
  client: 'frozen',
  startMicros: 0,
  windowEndMicros: 1e6,
  endMicros: 1e6,
  connections: 1,
  bytesSent: 300,
  bytesReceived: 600,
  replicaCpuMicros: { 'replica-1': 100, 'replica-2': 200 },
  clientCpuMicros: 100_000,
})

/** One session a segment: a login, a follow-up on the same replica, one on the other. */
export function literalHistory(change: Partial<History> = {}): History {
  const segments = Array.from({ length: 12 }, (_, i) =>
    segmentOf(i, i % 2 === 0 ? 'memory' : 'jwt', Math.floor(i / 2) + 1),
  )
  const sessions = segments.flatMap(({ segment, mode }): Operation[] =>
    operations(
      { identity: 'user-1' },
      { identity: 'user-1' },
      mode === 'jwt' ? { replica: 'replica-2' } : { replica: 'replica-2', status: 401, reason: 'unknown-session' },
    ).map((operation) => ({ ...operation, segment, session: segment })),
  )
  return {
    run: {
      type: 'run',
      schema: 'lab-history/2',
      startedAt: '2026-01-01T00:00:00.000Z',
      scenario: literalScenario,
      environment: {
        node: '24.21.0',
        nginx: '1.22.1',
        platform: 'linux x64',
        cpus: 2,
        cpuModel: 'abacus',
        memoryBytes: 1,
        launcher: 'processes',
      },
      modes: {
        memory: { strategy: 'memory', policy: 'round-robin', sessionLivesIn: 'replica', credential: 'cookie' },
        jwt: { strategy: 'jwt', policy: 'round-robin', sessionLivesIn: 'credential', credential: 'token' },
      },
    },
    segments,
    operations: sessions,
    faults: [],
    retries: [],
    audits: [],
    exposures: [],
    ...change,
  }
}
