/** Costs written down by hand, in figures that can be reckoned in the head. */

import type { Assumptions } from './capacity-model.ts'
import type { Costs, ModeCosts } from './measured-costs.ts'

/** A million users make 10,000 requests a second, and hold a million sessions. */
export const assumptions: Assumptions = {
  requestsPerUserPerDay: 86.4,
  peakFactor: 10,
  sessionLifeHours: 24,
  shareOfWrites: 0.1,
  utilisation: 0.5,
  replicaGigabytes: 8,
  redisGigabytes: 25,
}

const plain: Omit<ModeCosts, 'strategy'> = {
  client: 'frozen',
  mismatchRate: 0,
  replicaCpuMicros: 300,
  loadBalancerCpuMicros: 60,
  redisCpuMicros: null,
  bytesSent: 200,
  bytesReceived: 500,
  storeBytes: null,
  storeBytesPerSession: null,
  messagesPerRequest: null,
  messagesPerWrite: null,
  copyBytesPerWrite: null,
  heapBytesPerSession: null,
}

export const modes = {
  memory: { ...plain, strategy: 'memory', mismatchRate: 0.67, heapBytesPerSession: 400 },
  sticky: { ...plain, strategy: 'memory', heapBytesPerSession: 400 },
  // A message costs (340 − 300) / 0.4 = 100 µs, a write four of them for two others: 200 µs a copy.
  cluster: {
    ...plain,
    strategy: 'cluster',
    replicaCpuMicros: 340,
    messagesPerRequest: 0.4,
    messagesPerWrite: 4,
    copyBytesPerWrite: 600,
    heapBytesPerSession: 400,
  },
  redis: { ...plain, strategy: 'redis', redisCpuMicros: 25, storeBytes: 1000, storeBytesPerSession: 400 },
  jwt: { ...plain, strategy: 'jwt' },
} as const satisfies Record<string, ModeCosts>

export const costs: Costs = {
  schema: 'lab-costs/1',
  run: {
    scenario: 'session-mismatch',
    startedAt: '2026-01-01T00:00:00.000Z',
    command: 'npx lab run',
    replicas: 3,
    cpus: 2,
    cpuModel: 'made up',
    node: '24.0.0',
    nginx: '1.22.1',
  },
  sessionMemory: { node: '24.0.0', sessions: 20_000 },
  modes,
}
