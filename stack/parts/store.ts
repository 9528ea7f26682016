/** The store of the strategies that need Redis: a single Redis, or a pair that fails over. */
import type { Stack, Topology } from '../stack.ts'
import type { Links } from '../toxiproxy/links.ts'
import type { RunningPair } from './redis-pair.ts'
import type { RedisPart } from './redis-server.ts'

/** What a store needs of its platform. Both methods resolve when Redis accepts connections. */
export interface StorePlatform {
  startRedis(keepsFile: boolean): Promise<RedisPart>
  /** Absent where the platform has no Sentinel. */
  readonly startRedisPair?: (keepsFile: boolean) => Promise<RunningPair>
}

/** A running store. */
export interface Store extends Pick<Stack, 'redisPair'> {
  readonly redis?: RedisPart
  /** The value of LAB_REDIS for the replicas. */
  readonly url: string
  readonly cpuMicros?: (() => number | undefined) | undefined
  stop(): Promise<void>
}

export async function startStore(
  { startRedis, startRedisPair }: StorePlatform,
  { redisKeepsFile = true, redisFailover = false }: Topology,
  links: Links,
): Promise<Store> {
  if (redisFailover && startRedisPair) {
    const redisPair = await startRedisPair(redisKeepsFile)
    return { url: redisPair.url, redisPair, cpuMicros: redisPair.cpuMicros, stop: redisPair.stop }
  }
  const redis = await startRedis(redisKeepsFile)
  const address = await links.route('redis', 'replicas', 'redis', redis.address)
  return { url: `redis://${address}`, redis, cpuMicros: redis.cpuMicros, stop: redis.stop }
}
