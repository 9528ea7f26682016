/** The conclusion of a report for each mode: which checks failed, its kind of storage, and its cost. Pure. */

import { anomalies, type CheckName, checkNames } from '../../anomalies/registry.ts'
import { type Interval, median, medianInterval95 } from '../../statistics/interval.ts'
import { traitsOf } from '../../theory/circumstances.ts'
import { type CheckReport, firstClient, type ModeReport, type Report } from './report.ts'

export interface Conclusion {
  readonly mode: string
  readonly standing: Standing
  /** The failed checks, worst first. */
  readonly broken: readonly BrokenCheck[]
  /** Where no check failed: the number of operations, and the upper bound of the failed share, with 95 % confidence. */
  readonly held: { readonly total: number; readonly atMost: number } | null
  readonly kind: Kind | null
  readonly cost: RelativeCost | null
}

/**
 * `surprises`: a finding is not as expected. `breaks`: an anomaly was found, as expected. `open`: there is too little evidence to
 * find or exclude one.
 */
export type Standing = 'surprises' | 'breaks' | 'open' | 'holds'

export interface BrokenCheck {
  readonly name: CheckName
  readonly byClient: readonly { readonly client: string; readonly check: CheckReport }[]
}

/** The kind of a mode, which follows from its traits and not from measurements. */
export type Kind = 'scattered' | 'pinned' | 'copied' | 'shared' | 'token' | 'token-asked' | 'password'

/** Replica CPU of a request, as a multiple of the cheapest mode that holds; only where the two intervals do not overlap. */
export interface RelativeCost {
  readonly times: number
  readonly cheapest: string
}

/** Anomalies of availability: reported, but they do not break a guarantee about sessions. */
const absences: ReadonlySet<CheckName> = new Set(checkNames.filter((name) => anomalies[name].isOutage))

export function conclusionsOf(report: Report): Conclusion[] {
  const conclusions = Object.entries(report.modes).map(([mode, of]) => concluded(mode, of))
  const holding = conclusions.filter(({ standing }) => standing === 'holds').map(({ mode }) => mode)
  const [cheapest] = holding
    .flatMap((mode) => costOf(mode, report.modes[mode]) ?? [])
    .toSorted((a, b) => a.median - b.median)
  return conclusions.map((conclusion) => {
    const own = holding.includes(conclusion.mode) && costOf(conclusion.mode, report.modes[conclusion.mode])
    if (!own || cheapest === undefined || own.interval[0] <= cheapest.interval[1]) return conclusion
    return { ...conclusion, cost: { times: own.median / cheapest.median, cheapest: cheapest.mode } }
  })
}

function concluded(mode: string, of: ModeReport): Conclusion {
  const clients = Object.entries(of.clients)
  const broken = checkNames
    .map((name) => ({
      name,
      byClient: clients
        .map(([client, { checks }]) => ({ client, check: checks[name] }))
        .filter(({ check }) => check.count > 0),
    }))
    .filter(({ byClient }) => byClient.length > 0)
  const checks = clients.flatMap(([, client]) => checkNames.map((name) => client.checks[name]))
  const isOpen = checks.some(({ expectation }) => expectation?.outcome === 'unknown')
  const breaks = broken.some(({ name }) => !absences.has(name))
  const surprises = checks.some(({ expectation }) => expectation?.outcome === 'unexpected')
  const standing = surprises
    ? 'surprises'
    : breaks
      ? 'breaks'
      : isOpen || checks.every(({ total }) => total === 0)
        ? 'open'
        : 'holds'
  return {
    mode,
    standing,
    broken: broken.toSorted(byWeight),
    held: breaks ? null : heldOf(of),
    kind: kindOf(of),
    cost: null,
  }
}

function byWeight(a: BrokenCheck, b: BrokenCheck): number {
  return Number(absences.has(a.name)) - Number(absences.has(b.name)) || rateOf(b) - rateOf(a)
}

function rateOf({ byClient }: BrokenCheck): number {
  return Math.max(...byClient.map(({ check }) => check.rate ?? 0))
}

function heldOf({ clients }: ModeReport): Conclusion['held'] {
  const checks = Object.values(clients).map((client) => client.checks['session-mismatch'])
  const total = checks.reduce((sum, check) => sum + check.total, 0)
  return total === 0 ? null : { total, atMost: Math.max(...checks.map(({ ci95: [, high] }) => high)) }
}

function kindOf(mode: ModeReport): Kind | null {
  const { sessionLivesIn, credential } = mode
  switch (sessionLivesIn) {
    case 'replica':
      return traitsOf(mode)?.policy.affinity === 'none' ? 'scattered' : 'pinned'
    case 'every-replica':
      return 'copied'
    case 'store':
      return 'shared'
    case 'credential':
      if (credential === 'password') return 'password'
      return firstClient(mode).load.store === null ? 'token' : 'token-asked'
    case null:
      return null
  }
}

interface Cost {
  readonly mode: string
  readonly median: number
  readonly interval: Interval
}

/** Replica CPU of a request over the trials; undefined with too few trials, or where other modes ran at the same time. */
function costOf(mode: string, of: ModeReport | undefined): Cost | undefined {
  const micros = (firstClient(of)?.trials ?? []).flatMap(
    ({ replicaCpuMicrosPerRequest }) => replicaCpuMicrosPerRequest ?? [],
  )
  const interval = medianInterval95(micros)
  return interval && { mode, median: median(micros), interval }
}
