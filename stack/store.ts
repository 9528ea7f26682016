/** What the strategies that need Redis get: one alone, or a pair that fails over. */
import type { Launch } from './child.ts'
import type { Links } from './links.ts'
import { startRedis } from './redis.ts'
import { startRedisPair } from './redis-pair.ts'
import type { Stack, Topology } from './stack.ts'
import type { Tool } from './tool.ts'

/** A running store. */
export interface Store extends Pick<Stack, 'redis' | 'redisPair'> {
  /** As replicas are told it. */
  readonly url: string
  readonly cpuMicros: () => number | undefined
  stop(): Promise<void>
}

export async function startStore(tool: Tool, topology: Topology, links: Links, launch: Launch): Promise<Store> {
  const { redisKeepsFile: keepsFile = true, redisFailover = false } = topology
  if (redisFailover) {
    const redisPair = await startRedisPair(tool, keepsFile, launch)
    return { url: redisPair.url, redisPair, cpuMicros: redisPair.cpuMicros, stop: redisPair.stop }
  }
  const redis = await startRedis(tool, { keepsFile }, launch)
  const address = await links.route('redis', 'replicas', 'redis', redis.address)
  return { url: `redis://${address}`, redis, cpuMicros: redis.cpuMicros, stop: redis.stop }
}
