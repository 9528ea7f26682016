/** The story of `lab up`: the page's server, the stack behind the same address, the log that the page follows; then the end. */

import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { isIPv4 } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildDashboard } from '../../dashboard/server/dashboard.ts'
import type { Chapter, ModeInfo, SeenRequest } from '../../dashboard/server/events.ts'
import { LiveLoad, liveAccounts } from '../../dashboard/server/live-load.ts'
import type { AccessRecord } from '../../loadbalancer/access-log.ts'
import { modeNames, resolveMode } from '../../modes.ts'
import { namedUsers } from '../../services/database/seed.ts'
import { strategies } from '../../services/strategies/registry.ts'
import { followAccessLog } from '../../stack/parts/access-log-tail.ts'
import { freePort, isPortFree } from '../../stack/parts/port.ts'
import type { LauncherName, Stack, Topology } from '../../stack/stack.ts'
import { StackError } from '../../stack/stack-error.ts'
import { ChapterError, readChapters } from '../../workshop/chapter-file.ts'
import { isLoopback, knownHosts, roomAddress } from './addresses.ts'
import { interruptedExitStatus, onInterruption } from './interruption.ts'
import { launcherOf } from './launcher.ts'
import { liveStackOf, maxReplicas } from './page-stack.ts'

export interface UpWords {
  /** Opens this chapter of the workshop beside the picture, in this language where one is named. */
  readonly chapter?: number
  readonly language?: string
  readonly launcher: LauncherName
  readonly modes?: string
  readonly replicas: string
  readonly port?: string
  readonly host: string
  readonly tokenTtl: string
}

const usualPort = 8080
/** What two cores take without the page suffering; a password hash on every request takes far more than anything else. */
const maxRatePerSecond = { password: 20, other: 2_000 }

/** @returns the exit status */
export async function runUp(words: UpWords, environment: NodeJS.ProcessEnv): Promise<number> {
  const { host, replicas, tokenTtl } = readWords(words)
  const modes = modesOf(words.modes)
  const chapters = { en: await readChapters('en'), ko: await readChapters('ko') }
  requireChapter(words.chapter, chapters.en)
  const say = (line: string) => process.stderr.write(`${line}\n`)
  const { signal, release } = onInterruption(() => say('ending everything'))
  const key = randomBytes(16).toString('base64url')
  const hosts = new Set<string>()
  const versions: Record<string, string> = { node: process.versions.node }
  let stack: Stack | undefined
  const theStack = () => stack as Stack

  const load = new LiveLoad({
    modes: modes.map(({ name }) => name),
    origin: () => theStack().origin,
    replicas: () => theStack().replicas.length,
  })
  const everybodyMayControl = isLoopback(host)
  const users = namedUsers.map((user) => ({ ...user }))
  const info = { modes, users, versions, maxReplicas }
  const dashboard = buildDashboard({
    hosts,
    key,
    everybodyMayControl,
    info,
    chapters,
    stack: liveStackOf(theStack, replicas),
    origin: () => theStack().origin,
    load,
  })
  const folder = await mkdtemp(join(tmpdir(), 'session-lab-up-'))
  let unfollow: (() => Promise<void>) | undefined
  let keepsLogs = false
  try {
    const port = words.port ?? (await usualOrFreePort(host))
    for (const known of knownHosts(host, Number(port))) hosts.add(known)
    const listenDashboard = async (own: string) => new URL(await dashboard.app.listen({ host: own, port: 0 })).host
    const { launcher } = words
    const launch = await launcherOf({ launcher, port, host, listenDashboard }, environment, say, signal)
    stack = await launch(topologyOf(modes, replicas, tokenTtl), folder)
    Object.assign(versions, stack.versions)
    unfollow = await followAccessLog({
      file: stack.accessLog,
      onRecords: (records) => dashboard.saw(records.map((record) => seenFrom(record, theStack()))),
    })
    say(`logs: ${folder}`)
    process.stdout.write(announcement(host, port, key, hashOf(words)))
    if (!signal.aborted) await once(signal, 'abort')
    return interruptedExitStatus
  } catch (error) {
    if (signal.aborted) return interruptedExitStatus
    keepsLogs = true
    throw error
  } finally {
    load.stop()
    await unfollow?.()
    await dashboard.close()
    await stack?.stop()
    if (!keepsLogs) await rm(folder, { recursive: true, force: true })
    release()
  }
}

/** The one address, on a line of its own; for a room two: the other one has the key, which is for the instructor alone. */
function announcement(host: string, port: string, key: string, opens: readonly string[]): string {
  const page = (name: string, hash: readonly string[]) =>
    `http://${name}:${port}/lab/${hash.length > 0 ? `#${hash.join('&')}` : ''}`
  if (isLoopback(host)) return `\n  ${page(host, opens)}\n\nCtrl-C ends everything.\n`
  const room = roomAddress(host)
  const onlyYou = page(room, [`key=${key}`, ...opens])
  return `\n  everybody: ${page(room, opens)}\n  only you:  ${onlyYou}\n\nCtrl-C ends everything.\n`
}

/** What the page is to open with. */
function hashOf({ chapter, language }: UpWords): readonly string[] {
  return [
    ...(chapter === undefined ? [] : [`chapter=${chapter}`]),
    ...(language === undefined ? [] : [`lang=${language}`]),
  ]
}

function requireChapter(wanted: number | undefined, chapters: readonly Chapter[]): void {
  const numbers = chapters.map(({ number }) => number)
  if (wanted === undefined || numbers.includes(wanted)) return
  throw new ChapterError(`there is no chapter ${wanted}: there are ${numbers.join(', ') || 'none'}`)
}

function readWords({ replicas, host, tokenTtl }: UpWords) {
  const whole = (option: string, text: string, min: number, max: number) => {
    const value = Number(text)
    if (Number.isInteger(value) && value >= min && value <= max) return value
    throw new StackError('ERR_BAD_TOPOLOGY', `${option} ${text}: expected a whole number from ${min} to ${max}`)
  }
  if (!isIPv4(host)) {
    throw new StackError(
      'ERR_BAD_TOPOLOGY',
      `--host ${host}: expected an address such as 127.0.0.1, or 0.0.0.0 for a room`,
    )
  }
  return {
    host,
    replicas: whole('--replicas', replicas, 1, maxReplicas),
    tokenTtl: whole('--token-ttl', tokenTtl, 2, 86_400),
  }
}

function modesOf(names: string | undefined): readonly ModeInfo[] {
  const wanted = names === undefined ? modeNames() : names.split(',')
  return wanted.map((name) => {
    const mode = resolveMode(name)
    if (mode === undefined) {
      const known = modeNames().join(', ')
      throw new StackError('ERR_BAD_TOPOLOGY', `--modes: unknown ${name}; there are ${known}, and <strategy>-<policy>`)
    }
    const { sessionLivesIn, credential, needsRedis } = strategies[mode.strategy]
    const rate = credential === 'password' ? maxRatePerSecond.password : maxRatePerSecond.other
    return { ...mode, sessionLivesIn, credential, asksStore: needsRedis, maxRatePerSecond: rate }
  })
}

/** The usual port, so that an open page finds a lab that was started anew; another where somebody has that one. */
async function usualOrFreePort(host: string): Promise<string> {
  return `${(await isPortFree(usualPort, host)) ? usualPort : await freePort(host)}`
}

function topologyOf(modes: readonly ModeInfo[], replicas: number, tokenTtl: number): Topology {
  return {
    replicas,
    modes: modes.map(({ name }) => name),
    virtualUsers: liveAccounts,
    tokenTtlSeconds: tokenTtl,
    accessTtlSeconds: Math.max(1, Math.round(tokenTtl / 3)),
    clockToleranceSeconds: 0,
  }
}

function seenFrom(record: AccessRecord, { replicas }: Stack): SeenRequest {
  const nameOf = (address: string) => replicas.find(({ origin }) => origin.endsWith(`//${address}`))?.name ?? address
  const inVain = record.attempts.filter(({ address }) => nameOf(address) !== record.replica)
  return {
    id: record.requestId,
    mode: record.mode,
    method: record.method,
    path: record.path,
    status: record.status,
    ...(record.replica !== undefined && { replica: record.replica }),
    inVain: inVain.map(({ address }) => nameOf(address)),
    tookMs: Math.round(record.requestTimeSeconds * 1_000),
    bytesSent: record.requestBytes,
    bytesReceived: record.responseBytes,
  }
}
