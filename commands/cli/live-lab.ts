/** Runs `lab up` and `lab workshop`: the live page's server, the stack behind it, and the access log that the page shows. */

import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { isIPv4 } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { didYouMean } from '../../bench/scenarios/did-you-mean.ts'
import type { Chapter } from '../../dashboard/protocol/chapter.ts'
import type { ModeInfo, SeenRequest } from '../../dashboard/protocol/events.ts'
import { buildDashboard } from '../../dashboard/server/dashboard.ts'
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
import { isLoopback, knownHosts, lanAddress } from './addresses.ts'
import { interruptedExitStatus, onInterruption } from './interruption.ts'
import { pickLauncher, portOf } from './launcher.ts'
import { liveStackOf, maxReplicas } from './live-stack-adapter.ts'

export interface LiveLabOptions {
  /** The chapter of the workshop that the page opens with. Default: the page without the workshop. */
  readonly chapter?: number
  /** Default: the browser's language. */
  readonly language?: string
  readonly launcher: LauncherName
  readonly modes?: string
  readonly replicas: string
  readonly port?: string
  readonly host: string
  readonly tokenTtl: string
}

const defaultPort = 8080
/** What two cores serve while the page stays responsive; a password hash on every request costs far more than anything else. */
const maxRatePerSecond = { password: 20, other: 2_000 }

/**
 * Starts everything, prints the page's address and waits for Ctrl-C.
 *
 * @returns the exit status
 * @throws StackError, ChapterError
 */
export async function runLiveLab(options: LiveLabOptions, environment: NodeJS.ProcessEnv): Promise<number> {
  const { host, replicas, tokenTtl, wantedPort } = readOptions(options)
  const modes = modesOf(options.modes)
  const chapters = { en: await readChapters('en'), ko: await readChapters('ko') }
  requireChapter(options.chapter, chapters.en)
  const printProgress = (line: string) => process.stderr.write(`${line}\n`)
  const { signal, release } = onInterruption(() => printProgress('interrupted: stopping the stack'))
  const key = randomBytes(16).toString('base64url')
  const hosts = new Set<string>()
  const versions: Record<string, string> = { node: process.versions.node }
  let stack: Stack | undefined
  const runningStack = () => stack as Stack

  const load = new LiveLoad({
    modes: modes.map(({ name }) => name),
    origin: () => runningStack().origin,
    replicas: () => runningStack().replicas.length,
  })
  const servesKey = isLoopback(host)
  const users = namedUsers.map((user) => ({ ...user }))
  const info = { modes, users, versions, maxReplicas }
  const dashboard = buildDashboard({
    hosts,
    key,
    servesKey,
    info,
    chapters,
    stack: liveStackOf(runningStack, replicas),
    origin: () => runningStack().origin,
    load,
  })
  const folder = await mkdtemp(join(tmpdir(), 'session-lab-up-'))
  let stopFollowing: (() => Promise<void>) | undefined
  let keepsLogs = false
  printProgress(`logs: ${folder}`)
  try {
    const port = wantedPort ?? (await defaultOrFreePort(host))
    for (const known of knownHosts(host, Number(port))) hosts.add(known)
    const listenDashboard = async (own: string) => new URL(await dashboard.app.listen({ host: own, port: 0 })).host
    const { launcher } = options
    const launch = await pickLauncher({ launcher, port, host, listenDashboard }, environment, printProgress, signal)
    stack = await launch(topologyOf(modes, replicas, tokenTtl), folder)
    Object.assign(versions, stack.versions)
    stopFollowing = await followAccessLog({
      file: stack.accessLog,
      onProblem: printProgress,
      onRecords: (records) => dashboard.publishRequests(records.map((record) => seenFrom(record, runningStack()))),
    })
    process.stdout.write(announcement(host, port, key, hashOf(options)))
    if (!signal.aborted) await once(signal, 'abort')
    return interruptedExitStatus
  } catch (error) {
    if (signal.aborted) return interruptedExitStatus
    keepsLogs = true
    throw error
  } finally {
    load.stop()
    await stopFollowing?.()
    await dashboard.close()
    await stack?.stop()
    if (!keepsLogs) await rm(folder, { recursive: true, force: true })
    release()
  }
}

/** The page's address. Where other machines reach the page, a second address with the key that controls the stack. */
function announcement(host: string, port: string, key: string, opens: readonly string[]): string {
  const page = (name: string, hash: readonly string[]) =>
    `http://${name}:${port}/lab/${hash.length > 0 ? `#${hash.join('&')}` : ''}`
  if (isLoopback(host)) return `\n  ${page(host, opens)}\n\nCtrl-C stops the stack.\n`
  const address = lanAddress(host)
  const withKey = page(address, [`key=${key}`, ...opens])
  return `\n  everyone:   ${page(address, opens)}\n  instructor: ${withKey}\n\nCtrl-C stops the stack.\n`
}

/** The parts of the address's fragment that tell the page what to open. */
function hashOf({ chapter, language }: LiveLabOptions): readonly string[] {
  return [
    ...(chapter === undefined ? [] : [`chapter=${chapter}`]),
    ...(language === undefined ? [] : [`lang=${language}`]),
  ]
}

function requireChapter(wanted: number | undefined, chapters: readonly Chapter[]): void {
  const numbers = chapters.map(({ number }) => number)
  if (wanted === undefined || numbers.includes(wanted)) return
  throw new ChapterError(`there is no chapter ${wanted}: choose one of ${numbers.join(', ') || 'none'}`)
}

function readOptions({ replicas, host, port, tokenTtl }: LiveLabOptions) {
  const whole = (option: string, text: string, min: number, max: number) => {
    const value = Number(text)
    if (Number.isInteger(value) && value >= min && value <= max) return value
    throw new StackError('ERR_BAD_TOPOLOGY', `${option} ${text}: expected a whole number from ${min} to ${max}`)
  }
  if (!isIPv4(host)) {
    throw new StackError(
      'ERR_BAD_TOPOLOGY',
      `--host ${host}: expected an IPv4 address such as 127.0.0.1, or 0.0.0.0 for every interface`,
    )
  }
  return {
    host,
    replicas: whole('--replicas', replicas, 1, maxReplicas),
    tokenTtl: whole('--token-ttl', tokenTtl, 2, 86_400),
    wantedPort: port === undefined ? undefined : `${portOf(port)}`,
  }
}

function modesOf(names: string | undefined): readonly ModeInfo[] {
  const wanted = names === undefined ? modeNames() : names.split(',')
  return wanted.map((name) => {
    const mode = resolveMode(name)
    if (mode === undefined) {
      const known = modeNames().join(', ')
      throw new StackError(
        'ERR_BAD_TOPOLOGY',
        `--modes: unknown mode ${name}${didYouMean(name, modeNames())}: choose from ${known}, or write <strategy>-<policy>`,
      )
    }
    const { sessionLivesIn, credential, needsRedis } = strategies[mode.strategy]
    const rate = credential === 'password' ? maxRatePerSecond.password : maxRatePerSecond.other
    return { ...mode, sessionLivesIn, credential, asksStore: needsRedis, maxRatePerSecond: rate }
  })
}

/** The default port, so that an open page reconnects to a restarted lab; a free port if the default one is in use. */
async function defaultOrFreePort(host: string): Promise<string> {
  return `${(await isPortFree(defaultPort, host)) ? defaultPort : await freePort(host)}`
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
  const failedAttempts = record.attempts.filter(({ address }) => nameOf(address) !== record.replica)
  return {
    id: record.requestId,
    mode: record.mode,
    method: record.method,
    path: record.path,
    status: record.status,
    ...(record.replica !== undefined && { replica: record.replica }),
    inVain: failedAttempts.map(({ address }) => nameOf(address)),
    tookMs: Math.round(record.requestTimeSeconds * 1_000),
    bytesSent: record.requestBytes,
    bytesReceived: record.responseBytes,
  }
}
