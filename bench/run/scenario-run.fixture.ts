/**
 * A run of any scenario, made up: each segment and fault that its plan has, each kind of operation that its workload has, and
 * every anomaly among them. For tests of tables and pages: they ask for all shapes that a report can take, not for truth.
 */

import { attacks } from '../attacks/registry.ts'
import type { History } from '../history/history.ts'
import { literalHistory } from '../history/literal-run.fixture.ts'
import { modeRecords } from '../history/mode-records.ts'
import type { Operation } from '../history/operation.ts'
import type { ExposureRecord, FaultRecord, SegmentRecord } from '../history/records.ts'
import { type Random, randomInteger, seededRandom } from '../random.ts'
import { type Scenario, workloadOf } from '../scenarios/scenario.ts'
import { replicaCounts } from '../scenarios/sweep.ts'
import { planOf, type SegmentPlan } from './plan.ts'

const second = 1e6
const lengthMicros = 12 * second
const sessions = 40
const cpus = 4

/** What a session sends after its login, in turns. */
const kinds: Readonly<Record<Scenario['workload'], readonly string[]>> = {
  browse: ['me', 'posts'],
  cart: ['cart-add', 'cart'],
  'fill-cart': ['cart-add', 'cart'],
  logout: ['me', 'me', 'logout', 'probe', 'probe'],
  'logout-race': ['me', 'me', 'logout', 'probe', 'probe'],
  roles: ['me', 'admin', 'demote', 'admin-probe', 'admin-probe'],
  posts: ['post-add', 'posts'],
  forgery: ['control', 'attack'],
  theft: ['me', 'thief', 'logout', 'thief', 'thief'],
}

/** @param trials fewer than the scenario has: most shapes are seen in two */
export function scenarioHistory(scenario: Scenario, trials = 2): History {
  const { run } = literalHistory()
  const random = seededRandom(scenario.seed)
  const short = { ...scenario, trials }
  const plan = planOf(short, replicaCounts(scenario, cpus)).filter(({ trial }) => trial > 0)
  const segments = plan.map((part) => segmentOf(short, part))
  return literalHistory({
    run: {
      ...run,
      scenario: short,
      environment: { ...run.environment, cpus, redis: '7.0.15' },
      modes: modeRecords(scenario.modes),
    },
    segments,
    operations: segments.flatMap((segment) => operationsOf(scenario, segment, random)),
    faults: Array.from({ length: trials }, (_, index) => faultsOf(scenario, index + 1)).flat(),
    retries: segments.map(({ mode, startMicros }) => ({
      type: 'retry',
      mode,
      method: 'GET',
      atMicros: startMicros + 6 * second,
      attempts: 2,
    })),
    audits: [{ type: 'audit', mode: scenario.modes[0] ?? '', startMicros: 1e9, titles: [] }],
    exposures: scenario.modes.map(exposureOf),
  })
}

function segmentOf(scenario: Scenario, { load, ...plan }: SegmentPlan): SegmentRecord {
  const startMicros = startOf(plan.trial)
  const lag = [
    [1_000, 900],
    [50_000, 100],
  ] as const
  const replicas = Array.from({ length: plan.replicas ?? scenario.topology.replicas }, (_, i) => `replica-${i + 1}`)
  return {
    type: 'segment',
    ...plan,
    startMicros,
    windowEndMicros: startMicros + lengthMicros,
    endMicros: startMicros + lengthMicros,
    connections: load.connections,
    ...(scenario.timeline && { shared: true as const }),
    bytesSent: 1e6,
    bytesReceived: 1e7,
    replicaCpuMicros: Object.fromEntries(replicas.map((name) => [name, 9e6])),
    clientCpuMicros: 4e6,
    partCpuMicros: { loadBalancer: 1e6, redis: 1e6 },
    idleShare: 0.4,
    ...(load.ratePerSecond !== undefined && { arrivals: { intended: 10_000, unsent: 12 } }),
    ...(/cluster/.test(plan.mode) && {
      replication: { changes: 1_000, messages: 2_000, bytes: 400_000, lagMicros: lag, sentMicros: lag },
    }),
    ...(/redis|jwt-/.test(plan.mode) && { store: { commands: 3_000, bytesSent: 300_000, bytesReceived: 600_000 } }),
  }
}

/** Of the widest kind, in every mode. */
function exposureOf(mode: string): ExposureRecord {
  return {
    type: 'exposure',
    mode,
    credentials: 12_345,
    logs: { files: 12, bytes: 3e7 },
    found: [{ what: 'credential', log: 'replica-1.log', line: 9 }],
    disclosure: {
      carrier: 'bearer',
      readByScript: true,
      fields: { alg: null, sub: 'user id', name: 'name', role: 'role', cart: 'cart', exp: null },
    },
  }
}

const startOf = (trial: number) => (trial - 1) * 2 * lengthMicros

function faultsOf({ timeline = [] }: Scenario, trial: number): FaultRecord[] {
  return timeline.map(({ fault, for: seconds }, index) => {
    const startMicros = startOf(trial) + (4 + index) * second
    const healMicros = seconds === undefined ? startOf(trial) + 2 * lengthMicros : startMicros + second
    return {
      type: 'fault',
      trial,
      fault,
      what: `replica-${1 + (trial % 3)}`,
      startMicros,
      inForceMicros: startMicros + 1e5,
      healMicros,
      healedMicros: healMicros + 1e5,
    }
  })
}

function operationsOf(scenario: Scenario, { segment, mode, startMicros, arrivals }: SegmentRecord, random: Random) {
  const [turns, names] = [kinds[workloadOf(scenario, mode)], Object.keys(attacks)]
  return Array.from({ length: sessions }, (_, index): Operation[] => {
    const [session, user] = [segment * sessions + index, `user-${1 + (index % 8)}`]
    const begin = startMicros + (index * (lengthMicros - 2 * second)) / sessions
    const items: number[] = []
    return ['login', ...turns, ...turns].map((kind, step): Operation => {
      const start = Math.round(begin + step * 150_000)
      if (kind.endsWith('-add')) items.push(step)
      return {
        type: 'operation',
        segment,
        user,
        session,
        kind,
        startMicros: start,
        endMicros: start + 500 + Math.round(10 ** (1 + 4 * random())),
        ...(arrivals && { intendedMicros: start - randomInteger(random, 9_000) }),
        ...(kind === 'cart-add' && { item: step }),
        ...(kind === 'post-add' && { post: step }),
        ...(kind.startsWith('cart') && { items: random() < 0.1 ? items.slice(1) : [...items], version: items.length }),
        ...(kind === 'attack' && { attack: names[index % names.length] ?? '' }),
        ...(kind === 'demote' && { subject: user }),
        ...answerTo(kind, random),
        replica: `replica-${1 + randomInteger(random, scenario.topology.replicas)}`,
      }
    })
  }).flat()
}

/** Of what may be refused a quarter is; of all that is not a login or a control one in thirty fails. */
function answerTo(kind: string, random: Random): Pick<Operation, 'outcome' | 'status' | 'reason'> {
  const isSure = kind === 'login' || kind === 'control'
  if (!isSure && random() < 0.03) return { outcome: 'info', status: 502, reason: 'no-replica' }
  const isRefused = !isSure && random() < (/probe|attack/.test(kind) ? 0.75 : 0.25)
  return isRefused ? { outcome: 'fail', status: 401, reason: 'unknown-session' } : { outcome: 'ok', status: 200 }
}
