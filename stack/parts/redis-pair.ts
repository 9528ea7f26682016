/** A Redis primary with a copy, and a Sentinel that promotes the copy when the primary is down. */
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { type Child, type Launch, spawnChild } from '../launchers/processes/child.ts'
import type { RedisNode, RedisPair } from '../stack.ts'
import { type Tool, toolEnvironment } from '../toolchain/tool.ts'
import { loopback, onFreePort } from './port.ts'
import { until, whenReady } from './readiness.ts'
import { type RedisReply, sendRedisCommand } from './redis-command.ts'
import { type RedisPart, startRedis } from './redis-server.ts'

/** A running pair. */
export interface RunningPair extends RedisPair {
  /** The value of LAB_REDIS for the replicas: `redis-sentinel://host:port#name`. */
  readonly url: string
  /** CPU time of both, µs. The Sentinel's is negligible. */
  readonly cpuMicros: () => number | undefined
  stop(): Promise<void>
}

/** The Sentinel's name for the pair. */
const pairName = 'lab'

/**
 * A primary counts as down after one second without a reply (default: 30 s), the shortest time that is safe on a busy machine.
 * One Sentinel decides alone, since no fault hits it here; in production there are three, and two must agree.
 */
const sentinelSettings = (primary: string) => `
sentinel monitor ${pairName} ${primary.replace(':', ' ')} 1
sentinel down-after-milliseconds ${pairName} 1000
sentinel failover-timeout ${pairName} 3000
`

const roleTimeoutMs = 30_000

/** Starts both servers and the Sentinel; resolves when the Sentinel could promote the copy. */
export async function startRedisPair(tool: Tool, keepsFile: boolean, launch: Launch): Promise<RunningPair> {
  // At each start a server becomes a copy of the current primary, unless it is the primary itself or there is none yet.
  let primaryNow = async (): Promise<string | undefined> => undefined
  const copyOf = async (own: string) => {
    const primary = await primaryNow()
    return primary === own ? undefined : primary
  }
  const first = await startRedis(tool, { name: 'redis-1', keepsFile, copyOf }, launch)
  primaryNow = async () => first.address
  const second = await startRedis(tool, { name: 'redis-2', keepsFile, copyOf }, launch)
  const { child, address, primaryAddress } = await startSentinel(tool, first.address, launch)
  primaryNow = primaryAddress

  const wait = (isSo: () => Promise<boolean>) => {
    const becomesSo = (signal: AbortSignal) => until(() => isSo().catch(() => false), signal)
    return whenReady(child, becomesSo, { timeoutMs: roleTimeoutMs, signal: launch.signal })
  }
  const hasItsRole = async (node: RedisPart) =>
    (await primaryAddress()) === node.address || (await isGoodCopy(address, node.address))

  const nodeOf = ([name, part]: [string, RedisPart]): RedisNode => ({
    ...part,
    name,
    start: async () => {
      await part.start()
      await wait(() => hasItsRole(part))
    },
    hangUpOnCopies: async () => void (await sendRedisCommand(part.address, ['CLIENT', 'KILL', 'TYPE', 'replica'])),
    isPromoted: () => wait(async () => (await primaryAddress()) === part.address),
  })
  const parts = Object.entries({ 'redis-1': first, 'redis-2': second }).map(nodeOf)
  await wait(() => hasItsRole(second))
  return {
    url: `redis-sentinel://${address}#${pairName}`,
    cpuMicros: () => {
      const [ofFirst, ofSecond] = [first.cpuMicros(), second.cpuMicros()]
      return ofFirst === undefined || ofSecond === undefined ? undefined : ofFirst + ofSecond
    },
    roles: async () => {
      const at = await primaryAddress()
      const [primary, copy] = first.address === at ? parts : parts.toReversed()
      return { primary: primary as RedisNode, copy: copy as RedisNode }
    },
    stop: async () => {
      await child.stop('SIGTERM', 2000)
      await Promise.all(parts.map((part) => part.stop()))
    },
  }
}

interface Sentinel {
  readonly child: Child
  readonly address: string
  /** The address to which it sends clients now. */
  primaryAddress(): Promise<string>
}

async function startSentinel(tool: Tool, primary: string, launch: Launch): Promise<Sentinel> {
  const folder = join(launch.directory, 'redis-sentinel')
  await mkdir(folder)
  return onFreePort(async (port) => {
    const address = `${loopback}:${port}`
    const file = join(folder, 'sentinel.conf') // A Sentinel stores its state in its configuration file.
    await writeFile(file, `bind ${loopback}\nport ${port}\ndir ${folder}\n${sentinelSettings(primary)}`)
    const options = { name: 'redis-sentinel', command: tool.path, env: toolEnvironment(tool) }
    const child = spawnChild({ ...options, args: [file, '--sentinel'] }, launch)
    const primaryAddress = async () => {
      const answer = await sendRedisCommand(address, ['SENTINEL', 'GET-MASTER-ADDR-BY-NAME', pairName])
      return (answer as string[]).join(':')
    }
    const answers = (signal: AbortSignal) =>
      until(
        async () => child.output().includes('Sentinel ID') && (await primaryAddress().catch(() => '')) !== '',
        signal,
      )
    await whenReady(child, answers, { timeoutMs: 10_000, signal: launch.signal })
    return { child, address, primaryAddress }
  })
}

/** Whether the Sentinel sees this server as a synchronised copy, which it could promote. */
async function isGoodCopy(sentinel: string, address: string): Promise<boolean> {
  const copies = (await sendRedisCommand(sentinel, ['SENTINEL', 'REPLICAS', pairName])) as readonly RedisReply[]
  const [role, , , link] = (await sendRedisCommand(address, ['ROLE'])) as readonly RedisReply[]
  const known = copies.map((fields) => objectOf(fields as readonly string[]))
  const own = known.find(({ ip, port }) => `${ip}:${port}` === address)
  const isGoodToSentinel = own?.['flags'] === 'slave' && own['master-link-status'] === 'ok'
  return isGoodToSentinel && role === 'slave' && link === 'connected'
}

/** `[name, value, name, value, …]` */
function objectOf(fields: readonly string[]): Partial<Record<string, string>> {
  return Object.fromEntries(
    Array.from({ length: fields.length / 2 }, (_, index) => [fields[2 * index], fields[2 * index + 1]]),
  )
}
