/** What a request and a session cost, mode by mode: the few figures of a run that capacity is computed from. Pure. */

import Type, { type Static } from 'typebox'
import { Compile } from 'typebox/compile'
import { problemsOf } from '../../bench/scenarios/schema-problems.ts'
import type { LoadFigures } from '../report/figures/load-figures.ts'
import { firstClient, type Report } from '../report/model/report.ts'
import { strategyTraitsOf } from '../theory/circumstances.ts'

/** What is measured of a mode, each by the letter that the page calls it. All but the heap are figures of report.json. */
export const figures = {
  replicaCpuMicros: {
    letter: 'A',
    says: 'processor time of replicas a request, µs',
    path: 'load.replicaCpuMicrosPerRequest',
    of: (load) => load.replicaCpuMicrosPerRequest,
  },
  loadBalancerCpuMicros: {
    letter: 'B',
    says: 'of nginx, µs',
    path: 'load.loadBalancerCpuMicrosPerRequest',
    of: (load) => load.loadBalancerCpuMicrosPerRequest,
  },
  redisCpuMicros: {
    letter: 'C',
    says: 'of Redis, µs',
    path: 'load.redisCpuMicrosPerRequest',
    // What Redis does by itself is no cost of a mode that never asks it.
    of: (load) => (load.store === null ? null : load.redisCpuMicrosPerRequest),
  },
  bytesSent: {
    letter: 'D',
    says: 'bytes a client sends a request',
    path: 'load.bytesPerRequest.sent',
    of: (load) => load.bytesPerRequest.sent,
  },
  bytesReceived: {
    letter: 'E',
    says: 'bytes it receives',
    path: 'load.bytesPerRequest.received',
    of: (load) => load.bytesPerRequest.received,
  },
  storeBytes: {
    letter: 'F',
    says: 'bytes between replicas and Redis a request, both ways',
    path: 'load.store.bytesPerRequest',
    of: ({ store }) => store && store.bytesPerRequest.sent + store.bytesPerRequest.received,
  },
  storeBytesPerSession: {
    letter: 'G',
    says: 'bytes that Redis holds a session',
    path: 'load.store.bytesPerSession',
    of: ({ store }) => store?.bytesPerSession,
  },
  messagesPerRequest: {
    letter: 'H',
    says: 'messages between replicas a request',
    path: 'load.replication.messagesPerRequest',
    of: ({ replication }) => replication?.messagesPerRequest,
  },
  messagesPerWrite: {
    letter: 'I',
    says: 'messages a write',
    path: 'load.replication.messagesPerWrite',
    of: ({ replication }) => replication?.messagesPerWrite,
  },
  copyBytesPerWrite: {
    letter: 'J',
    says: 'bytes of them a write',
    path: 'load.replication.bytesPerWrite',
    of: ({ replication }) => replication?.bytesPerWrite,
  },
} as const satisfies Record<string, Figure>

interface Figure {
  readonly letter: string
  readonly says: string
  /** Where it stands in report.json, below its mode. */
  readonly path: string
  readonly of: (load: LoadFigures) => number | null | undefined
}

export type FigureName = keyof typeof figures

const amount = Type.Union([Type.Number({ minimum: 0 }), Type.Null()])
const text = Type.String({ minLength: 1 })
const figureNames = Object.keys(figures) as FigureName[]

const ModeCosts = Type.Object({
  strategy: text,
  client: text,
  /** Share of requests with a good credential that were refused; null where nobody looked. */
  mismatchRate: Type.Union([Type.Number({ minimum: 0, maximum: 1 }), Type.Null()]),
  ...(Object.fromEntries(figureNames.map((name) => [name, amount])) as Record<FigureName, typeof amount>),
  /** Heap that a replica needs for each session it holds; null where it holds none. */
  heapBytesPerSession: amount,
})

export const Costs = Type.Object({
  schema: Type.Literal('lab-costs/1'),
  run: Type.Object({
    scenario: text,
    startedAt: text,
    command: text,
    replicas: Type.Integer({ minimum: 1 }),
    cpus: Type.Integer({ minimum: 1 }),
    cpuModel: Type.String(),
    node: text,
    nginx: text,
  }),
  /** How the heap of a session was measured. */
  sessionMemory: Type.Object({ node: text, sessions: Type.Integer({ minimum: 1 }) }),
  modes: Type.Record(Type.String(), ModeCosts),
})

type ReadOnly<T> = T extends object ? { readonly [K in keyof T]: ReadOnly<T[K]> } : T
export type Costs = ReadOnly<Static<typeof Costs>>
export type ModeCosts = ReadOnly<Static<typeof ModeCosts>>

/** What benchmarks/session-memory.ts prints. */
export interface SessionMemory {
  readonly node: string
  readonly sessions: number
  readonly heapBytesPerSession: { readonly memory: number; readonly cluster: number }
}

/** The costs that a run measured; of several client models the first. */
export function costsOf(report: Report, memory: SessionMemory): Costs {
  const { scenario, startedAt, command, environment, topology } = report
  const { cpus, cpuModel, node, nginx } = environment
  const modes = Object.entries(report.modes).map(([name, mode]): [string, ModeCosts] => {
    const { checks, load } = firstClient(mode)
    const measured = Object.fromEntries(figureNames.map((figure) => [figure, rounded(figures[figure].of(load))]))
    return [
      name,
      {
        strategy: mode.strategy,
        client: Object.keys(mode.clients)[0] ?? '',
        mismatchRate: rounded(checks['session-mismatch'].rate),
        ...(measured as Record<FigureName, number | null>),
        heapBytesPerSession: heapOf(mode.strategy, memory),
      },
    ]
  })
  return {
    schema: 'lab-costs/1',
    run: { scenario, startedAt, command, replicas: topology.replicas, cpus, cpuModel, node, nginx },
    sessionMemory: { node: memory.node, sessions: memory.sessions },
    modes: Object.fromEntries(modes),
  }
}

/** Four digits are more than a measurement of seconds is good for. */
function rounded(value: number | null | undefined): number | null {
  return value === null || value === undefined ? null : Number(value.toPrecision(4))
}

function heapOf(strategy: string, { heapBytesPerSession: { memory, cluster } }: SessionMemory): number | null {
  const livesIn = strategyTraitsOf(strategy)?.sessionLivesIn
  if (livesIn === 'replica') return memory
  return livesIn === 'every-replica' ? cluster : null
}

const validator = Compile(Costs)

/** @throws where the text is no file of costs, or one of its figures cannot be one */
export function readCosts(content: string, name: string): Costs {
  let value: unknown
  try {
    value = JSON.parse(content)
  } catch (cause) {
    throw capacityError(
      `${name} is no JSON (${(cause as Error).message}): write it again with lab capacity RUN --store`,
    )
  }
  if (validator.Check(value)) return value as Costs
  const told = problemsOf(validator, value).map(({ message }) => message)
  throw capacityError(`${name}: ${told.slice(0, 3).join('; ')}: write it again with lab capacity RUN --store`)
}

export function capacityError(message: string): Error {
  return Object.assign(new Error(message), { code: 'ERR_CAPACITY' })
}
