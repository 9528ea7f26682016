/** From what a request costs to what so many users need: sums that fit on the back of an envelope. Pure. */

import { resolveMode } from '../../modes.ts'
import { strategyTraitsOf, traitsOf } from '../theory/circumstances.ts'
import type { Costs, ModeCosts } from './measured-costs.ts'

/** What nobody can measure here: how users behave, and how full machines may be. */
export interface Assumptions {
  readonly requestsPerUserPerDay: number
  /** The busiest second over the mean of the day. */
  readonly peakFactor: number
  /** One login for each user and day, and its session is kept for so long. */
  readonly sessionLifeHours: number
  /** Share of requests that change a session: matters where each change is told to all replicas. */
  readonly shareOfWrites: number
  /** How busy a processor may be at the peak, 0–1. */
  readonly utilisation: number
  /** Memory of one replica, and of one shard of Redis, that sessions may take. */
  readonly replicaGigabytes: number
  readonly redisGigabytes: number
}

export const usualAssumptions: Assumptions = {
  requestsPerUserPerDay: 50,
  peakFactor: 4,
  sessionLifeHours: 24,
  shareOfWrites: 0.1,
  utilisation: 0.5,
  replicaGigabytes: 8,
  redisGigabytes: 25,
}

/** What a mode needs for so many users; null is what was not measured, or what the mode has no part in. */
export interface Need {
  /** Each of one processor. Infinity: however many there are, they do not suffice. */
  readonly replicas: number | null
  /** Why they do not suffice. */
  readonly impossible?: string
  readonly loadBalancerCores: number | null
  readonly redisShards: number | null
  readonly redisBytes: number | null
  /** Bits per second at the peak: from clients, to clients, between replicas and Redis, and between replicas. */
  readonly bitsIn: number | null
  readonly bitsOut: number | null
  readonly bitsStore: number | null
  readonly bitsCopies: number | null
}

const secondsPerDay = 86_400
const gigabyte = 1e9
const bitsPerByte = 8

/** Requests per second at the peak. */
export function peakPerSecond(users: number, { requestsPerUserPerDay, peakFactor }: Assumptions): number {
  return (users * requestsPerUserPerDay * peakFactor) / secondsPerDay
}

/** Sessions that are held at a time. */
export function sessionsHeld(users: number, { sessionLifeHours }: Assumptions): number {
  return (users * sessionLifeHours) / 24
}

/** Processors that are not busier than allowed. */
export function processors(perSecond: number, microsPerRequest: number, utilisation: number): number {
  return Math.max(1, Math.ceil((perSecond * microsPerRequest) / (1e6 * utilisation)))
}

/** What a write costs where each is told to all other replicas: for each of them. */
export interface Copying {
  /** Processor time of a request but for the copies, µs. */
  readonly baseMicros: number
  /** Processor time and bytes that a write costs for each other replica. */
  readonly microsPerCopy: number
  readonly bytesPerCopy: number
}

/**
 * What copies cost, from two modes that differ in nothing else: sessions in memory without copies (sticky), and with them.
 *
 * @returns undefined where one of them was not measured, or the copies cannot be told from noise
 */
export function copyingOf(mode: ModeCosts, { modes, run }: Costs): Copying | undefined {
  const base = Object.entries(modes).find(([name]) => keepsOneReplica(name))?.[1].replicaCpuMicros
  const { replicaCpuMicros: micros, messagesPerRequest, messagesPerWrite, copyBytesPerWrite } = mode
  const others = run.replicas - 1
  if (typeof base !== 'number' || micros === null || others < 1) return undefined
  if (messagesPerRequest === null || messagesPerWrite === null || copyBytesPerWrite === null) return undefined
  if (messagesPerRequest === 0 || micros <= base) return undefined
  const microsPerMessage = (micros - base) / messagesPerRequest
  return {
    baseMicros: base,
    microsPerCopy: (microsPerMessage * messagesPerWrite) / others,
    bytesPerCopy: copyBytesPerWrite / others,
  }
}

/**
 * N replicas are busy for peak · (base + copies · (N − 1)) µs a second, copies = share of writes · µs per copy, and may be for
 * N · utilisation · 10⁶. So N = peak · (base − copies) / (utilisation · 10⁶ − peak · copies): where the peak's copies alone fill a
 * replica, no number of replicas is enough, since each one more brings as much work as it can do.
 */
export function copyingReplicas(perSecond: number, copying: Copying, assumptions: Assumptions): number {
  const copies = copying.microsPerCopy * assumptions.shareOfWrites
  const left = assumptions.utilisation * 1e6 - perSecond * copies
  if (left <= 0) return Number.POSITIVE_INFINITY
  return Math.max(1, Math.ceil((perSecond * (copying.baseMicros - copies)) / left))
}

/** With how many users the copies alone fill each replica. */
export function mostUsersByCopies({ microsPerCopy }: Copying, assumptions: Assumptions): number {
  const { utilisation, shareOfWrites } = assumptions
  return (utilisation * 1e6) / (microsPerCopy * shareOfWrites) / peakPerSecond(1, assumptions)
}

/** With how many users their sessions fill each replica, where each replica holds all. */
export function mostUsersByMemory({ heapBytesPerSession }: ModeCosts, assumptions: Assumptions): number | null {
  const room = assumptions.replicaGigabytes * gigabyte
  return heapBytesPerSession === null ? null : room / heapBytesPerSession / sessionsHeld(1, assumptions)
}

export function copiesSessions({ strategy }: ModeCosts): boolean {
  return strategyTraitsOf(strategy)?.sessionLivesIn === 'every-replica'
}

/** Whether the mode keeps each session in one replica, and its load balancer leads back to it by a cookie. */
function keepsOneReplica(name: string): boolean {
  const traits = traitsOf(resolveMode(name))
  return traits?.strategy.sessionLivesIn === 'replica' && traits.policy.affinity === 'cookie'
}

export function needOf(mode: ModeCosts, costs: Costs, users: number, assumptions: Assumptions): Need {
  const peak = peakPerSecond(users, assumptions)
  const times = (perRequest: number | null, factor: number) => (perRequest === null ? null : perRequest * factor)
  const cores = (micros: number | null) => (micros === null ? null : processors(peak, micros, assumptions.utilisation))
  const redisBytes = times(mode.storeBytesPerSession, sessionsHeld(users, assumptions))
  const redisCores = cores(mode.redisCpuMicros)
  return {
    ...(copiesSessions(mode) ? withCopies(mode, costs, users, assumptions) : withoutCopies(mode, users, assumptions)),
    loadBalancerCores: cores(mode.loadBalancerCpuMicros),
    redisShards:
      redisCores === null || redisBytes === null
        ? null
        : Math.max(redisCores, Math.ceil(redisBytes / (assumptions.redisGigabytes * gigabyte))),
    redisBytes,
    bitsIn: times(mode.bytesSent, peak * bitsPerByte),
    bitsOut: times(mode.bytesReceived, peak * bitsPerByte),
    bitsStore: times(mode.storeBytes, peak * bitsPerByte),
  }
}

type ReplicaNeed = Pick<Need, 'replicas' | 'impossible' | 'bitsCopies'>

/** Each replica holds its share of the sessions, or none. */
function withoutCopies(mode: ModeCosts, users: number, assumptions: Assumptions): ReplicaNeed {
  const { replicaCpuMicros, heapBytesPerSession } = mode
  if (replicaCpuMicros === null) return { replicas: null, bitsCopies: null }
  const byCpu = processors(peakPerSecond(users, assumptions), replicaCpuMicros, assumptions.utilisation)
  const heap = sessionsHeld(users, assumptions) * (heapBytesPerSession ?? 0)
  const byMemory = Math.ceil(heap / (assumptions.replicaGigabytes * gigabyte))
  return { replicas: Math.max(byCpu, byMemory), bitsCopies: null }
}

/** Each replica holds all sessions, and hears of each write. */
function withCopies(mode: ModeCosts, costs: Costs, users: number, assumptions: Assumptions): ReplicaNeed {
  const copying = copyingOf(mode, costs)
  if (copying === undefined) return { replicas: null, bitsCopies: null }
  const impossible = (why: string): ReplicaNeed => ({
    replicas: Number.POSITIVE_INFINITY,
    bitsCopies: null,
    impossible: why,
  })
  if (users > (mostUsersByMemory(mode, assumptions) ?? 0)) return impossible('all sessions do not fit into one replica')
  const peak = peakPerSecond(users, assumptions)
  const replicas = copyingReplicas(peak, copying, assumptions)
  if (replicas === Number.POSITIVE_INFINITY) return impossible('the copies alone fill each replica')
  const writes = peak * assumptions.shareOfWrites
  return { replicas, bitsCopies: writes * copying.bytesPerCopy * (replicas - 1) * bitsPerByte }
}
