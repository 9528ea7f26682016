/** What the strategies that need Redis get: one alone, or a pair that fails over. */
import type { Platform, RedisPart } from '../assemble.ts'
import type { Stack, Topology } from '../stack.ts'
import type { Links } from '../toxiproxy/links.ts'

/** A running store. */
export interface Store extends Pick<Stack, 'redisPair'> {
  readonly redis?: RedisPart
  /** As replicas are told it. */
  readonly url: string
  readonly cpuMicros?: (() => number | undefined) | undefined
  stop(): Promise<void>
}

export async function startStore(
  { startRedis, startRedisPair }: Platform,
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
