/** Caveats: the limits of a run's figures. Each is one sentence that names the cause and its consequence. */

import type { History } from '../../../bench/history/history.ts'
import { maxCookieBytes } from '../../../bench/history/operation.ts'
import { endOfRoom } from '../../../bench/scenarios/sweep.ts'
import type { Starvation } from '../../starvation.ts'
import type { ArrivalFigures } from '../figures/arrival-figures.ts'
import { mostReplicas } from '../figures/scaling.ts'
import { firstClient, type ModeReport } from './report.ts'
import { starvationSentence } from './verdict-reasons.ts'

const fewSessions = 30
const trialsForAnInterval = 6
const busyClient = 0.9
const nearlyAll = 0.9
const punctualMs = 5

export function caveatsOf(
  history: History,
  modes: Readonly<Record<string, ModeReport>>,
  starved: readonly Starvation[],
): string[] {
  const { environment, scenario } = history.run
  const named = Object.entries(modes)
  const caveats: (string | false)[] = [
    history.interruption !== undefined &&
      `the run ended early (${history.interruption}): this report covers only the part before that`,
    `client, load balancer and replicas share ${environment.cpus} cores: compare figures within this run only`,
    ...starvationSentence(starved, scenario.trials).map(
      (says) => `${says}: do not compare its speeds with those of other runs`,
    ),
    environment.cpuQuota?.missing !== undefined &&
      `replicas have no CPU quota (${environment.cpuQuota.missing}): they share the machine's cores, so that adding one helps little in every mode: do not trust the curve`,
    scenario.sweep !== undefined &&
      environment.cpuQuota === undefined &&
      "topology.cpuPerReplica is not set: replicas share the machine's cores, so that adding one helps little: do not trust the curve",
    endOfRoom(scenario, environment.cpus) ?? false,
    scenario.trials < trialsForAnInterval &&
      `${scenario.trials} trials give no 95 % interval of a median: at least ${trialsForAnInterval} are needed`,
    listed(
      named.filter(([, mode]) => mostlyRefusals(mode)).map(([name]) => name),
      (names) =>
        `${names}: most responses are refusals, which cost less than good answers: compare goodput, not throughput`,
    ),
    listed(
      saturatedClients(history),
      (names) => `${names}: the client used ${busyClient * 100} % of a core or more: it may be the limit`,
    ),
    listed(
      named.filter(([, mode]) => arrivalsOf(mode).some(({ unsent }) => unsent > 0)).map(([name]) => name),
      (names) =>
        `${names}: some due requests were never sent, since no user or connection was free (unsent): the true latency is longer`,
    ),
    listed(
      named.filter(([, mode]) => arrivalsOf(mode).some(isLate)).map(([name]) => name),
      (names) =>
        `${names}: the harness was late: 1 % of the requests or more were sent over ${punctualMs} ms after they were due`,
    ),
    listed(
      named
        .filter(([, mode]) => firstClient(mode).checks['session-mismatch'].sessions.total < fewSessions)
        .map(([name]) => name),
      (names) => `${names}: fewer than ${fewSessions} sessions: the intervals are rough`,
    ),
    ...named.map(([name, mode]) => unevenShare(name, mode, mostReplicas(history))),
    listed(
      modesBeyondCookies(history),
      (names) =>
        `${names}: a credential grew beyond ${maxCookieBytes.toLocaleString('en')} bytes: in a cookie a browser would have dropped it, and kept the old one`,
    ),
    ...named.map(([name, mode]) => useOfTokenCache(name, mode, scenario.topology.tokenCache)),
    listed(failedLogins(history), (names) => `logins were refused in ${names}: those sessions were left out`),
    listed(
      scenario.modes.filter((mode) => history.run.modes[mode]?.credential !== 'password'),
      (names) =>
        `${names}: the accounts have a cheap password hash, so that logins do not dominate the load (basic: the full argon2id)`,
    ),
  ]
  return caveats.filter((caveat) => caveat !== false)
}

function listed(names: readonly string[], sentence: (names: string) => string): string | false {
  return names.length > 0 && sentence(names.join(', '))
}

function mostlyRefusals(mode: ModeReport): boolean {
  const { load } = firstClient(mode)
  return load.goodputPerSecond.median < load.throughputPerSecond.median / 2
}

/** One replica that answers more than twice its share, or nearly all requests: adding replicas would not help. */
function unevenShare(name: string, mode: ModeReport, replicas: number): string | false {
  const { load } = firstClient(mode)
  const [busiest, share] = Object.entries(load.shareByReplica).toSorted(([, a], [, b]) => b - a)[0] ?? ['', 0]
  return (
    replicas > 1 &&
    share > Math.min(2 / replicas, nearlyAll) &&
    `${name}: ${busiest} answered ${Math.round(share * 100)} % of all requests: adding replicas helps little in this mode`
  )
}

/** What the remembered tokens were worth: a hit costs a hash instead of the check of a signature. */
function useOfTokenCache(name: string, mode: ModeReport, size = 0): string | false {
  const { verified, hits } = firstClient(mode).load.tokenCache ?? { verified: 0, hits: 0 }
  if (verified === 0) return false
  const percent = Math.round((100 * hits) / verified)
  return `${name}: each replica remembers ${size} verified tokens (topology.tokenCache), and took ${percent} % of ${verified} from there: other modes check every request`
}

function arrivalsOf({ clients }: ModeReport): ArrivalFigures[] {
  return Object.values(clients).flatMap(({ load }) => load.arrivals ?? [])
}

function isLate({ schedulingErrorMs }: ArrivalFigures): boolean {
  return schedulingErrorMs !== null && schedulingErrorMs.p99 > punctualMs
}

function saturatedClients({ segments }: History): string[] {
  const spent = new Map<string, { cpu: number; elapsed: number }>()
  for (const { trial, mode, clientCpuMicros, startMicros, endMicros } of segments) {
    if (trial === 0) continue
    const sum = spent.get(mode) ?? { cpu: 0, elapsed: 0 }
    spent.set(mode, { cpu: sum.cpu + clientCpuMicros, elapsed: sum.elapsed + endMicros - startMicros })
  }
  return [...spent].filter(([, { cpu, elapsed }]) => cpu >= busyClient * elapsed).map(([mode]) => mode)
}

/** Modes whose credential, as a header carried it, was at some time too large for a cookie. */
function modesBeyondCookies({ segments, operations }: History): string[] {
  const large = new Set(
    operations.filter(({ credentialBytes = 0 }) => credentialBytes > maxCookieBytes).map(({ segment }) => segment),
  )
  return [...new Set(segments.filter(({ segment }) => large.has(segment)).map(({ mode }) => mode))]
}

function failedLogins({ segments, operations }: History): string[] {
  const refused = new Set(
    operations.filter(({ kind, status }) => kind === 'login' && status === 401).map(({ segment }) => segment),
  )
  return [...new Set(segments.filter(({ segment }) => refused.has(segment)).map(({ mode }) => mode))]
}
