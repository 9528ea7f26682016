/** Two redis-servers, one the copy of the other, and a Sentinel that puts the copy in the place of a primary that is gone. */
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
  /** As replicas are told it: `redis-sentinel://host:port#name`. */
  readonly url: string
  /** Of both; the Sentinel's is next to nothing. */
  readonly cpuMicros: () => number | undefined
  stop(): Promise<void>
}

/** What the Sentinel calls the two of them. */
const pairName = 'lab'

/**
 * As quick as can be on a machine that may be busy: a primary that says nothing for a second is gone (30 s by default). One
 * Sentinel decides alone: it is not what is going to fail here. In production there are three, and two must agree.
 */
const sentinelSettings = (primary: string) => `
sentinel monitor ${pairName} ${primary.replace(':', ' ')} 1
sentinel down-after-milliseconds ${pairName} 1000
sentinel failover-timeout ${pairName} 3000
`

const patienceMs = 30_000

/** Starts both and the Sentinel; resolves when it knows that the copy is one, and could take over. */
export async function startRedisPair(tool: Tool, keepsFile: boolean, launch: Launch): Promise<RunningPair> {
  // Whoever starts, also later, is a copy of the primary of that moment, unless that is itself, or there is nobody yet.
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
    const isSoAtLast = (signal: AbortSignal) => until(() => isSo().catch(() => false), signal)
    return whenReady(child, isSoAtLast, { timeoutMs: patienceMs, signal: launch.signal })
  }
  const isInItsPlace = async (node: RedisPart) =>
    (await primaryAddress()) === node.address || (await isGoodCopy(address, node.address))

  const nodeOf = ([name, part]: [string, RedisPart]): RedisNode => ({
    ...part,
    name,
    start: async () => {
      await part.start()
      await wait(() => isInItsPlace(part))
    },
    hangUpOnCopies: async () => void (await sendRedisCommand(part.address, ['CLIENT', 'KILL', 'TYPE', 'replica'])),
    isPromoted: () => wait(async () => (await primaryAddress()) === part.address),
  })
  const parts = Object.entries({ 'redis-1': first, 'redis-2': second }).map(nodeOf)
  await wait(() => isInItsPlace(second))
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
  /** Where it would lead clients at this moment. */
  primaryAddress(): Promise<string>
}

async function startSentinel(tool: Tool, primary: string, launch: Launch): Promise<Sentinel> {
  const folder = join(launch.directory, 'redis-sentinel')
  await mkdir(folder)
  return onFreePort(async (port) => {
    const address = `${loopback}:${port}`
    const file = join(folder, 'sentinel.conf') // It writes down there what it has learned, so it must have one.
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

/** Whether the Sentinel takes it for a copy that is alive and up to date: only then may it take over. */
async function isGoodCopy(sentinel: string, address: string): Promise<boolean> {
  const copies = (await sendRedisCommand(sentinel, ['SENTINEL', 'REPLICAS', pairName])) as readonly RedisReply[]
  const [role, , , link] = (await sendRedisCommand(address, ['ROLE'])) as readonly RedisReply[]
  const known = copies.map((fields) => objectOf(fields as readonly string[]))
  const own = known.find(({ ip, port }) => `${ip}:${port}` === address)
  const isKnownAsGood = own?.['flags'] === 'slave' && own['master-link-status'] === 'ok'
  return isKnownAsGood && role === 'slave' && link === 'connected'
}

/** `[name, value, name, value, …]` */
function objectOf(fields: readonly string[]): Partial<Record<string, string>> {
  return Object.fromEntries(
    Array.from({ length: fields.length / 2 }, (_, index) => [fields[2 * index], fields[2 * index + 1]]),
  )
}
