/** What each record of a history must be to be read: files may be damaged, foreign, or made by somebody who means harm. */

import Type, { type TSchema } from 'typebox'
import { Compile } from 'typebox/compile'
import { Scenario } from '../scenarios/scenario.ts'
import { problemsOf } from '../scenarios/schema-problems.ts'
import { clientModels, type HistoryRecord, type RunRecord } from './history.ts'
import { micros, operation } from './operation-schema.ts'

const text = Type.String({ maxLength: 100_000 })
const count = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })
const amount = Type.Number({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })
const oneOf = <T extends string>(values: readonly T[]) => Type.Enum([...values])
const amounts = Type.Record(Type.String(), amount)
const buckets = Type.Array(Type.Tuple([amount, count]))

const run = Type.Object({
  type: Type.Literal('run'),
  schema: Type.Literal('lab-history/1'),
  startedAt: text,
  command: Type.Optional(text),
  scenario: Scenario,
  environment: Type.Object({
    node: text,
    nginx: text,
    redis: Type.Optional(text),
    platform: text,
    cpus: count,
    cpuModel: text,
    memoryBytes: amount,
    launcher: text,
    cpuQuota: Type.Optional(
      Type.Object({ cpus: amount, measured: Type.Optional(amount), missing: Type.Optional(text) }),
    ),
  }),
  modes: Type.Record(
    Type.String(),
    Type.Object({
      strategy: text,
      policy: text,
      sessionLivesIn: oneOf(['replica', 'every-replica', 'store', 'credential']),
      credential: oneOf(['password', 'cookie', 'token']),
    }),
  ),
})

const segment = Type.Object({
  type: Type.Literal('segment'),
  segment: count,
  trial: count,
  mode: text,
  client: oneOf(clientModels),
  replicas: Type.Optional(count),
  startMicros: micros,
  windowEndMicros: micros,
  endMicros: micros,
  connections: count,
  shared: Type.Optional(Type.Boolean()),
  logsInAgain: Type.Optional(Type.Boolean()),
  bytesSent: amount,
  bytesReceived: amount,
  replicaCpuMicros: amounts,
  clientCpuMicros: amount,
  partCpuMicros: Type.Optional(Type.Object({ loadBalancer: Type.Optional(amount), redis: Type.Optional(amount) })),
  idleShare: Type.Optional(amount),
  arrivals: Type.Optional(Type.Object({ intended: count, unsent: count })),
  replication: Type.Optional(
    Type.Object({ changes: count, messages: count, bytes: count, lagMicros: buckets, sentMicros: buckets }),
  ),
  store: Type.Optional(Type.Object({ commands: count, bytesSent: count, bytesReceived: count })),
  storeBytes: Type.Optional(Type.Integer()),
})

const fault = Type.Object({
  type: Type.Literal('fault'),
  trial: count,
  fault: text,
  what: text,
  startMicros: micros,
  inForceMicros: Type.Optional(micros),
  healMicros: Type.Optional(micros),
  healedMicros: Type.Optional(micros),
})

const retry = Type.Object({
  type: Type.Literal('retry'),
  mode: text,
  method: text,
  atMicros: micros,
  attempts: count,
})

const audit = Type.Object({
  type: Type.Literal('audit'),
  mode: text,
  startMicros: micros,
  titles: Type.Array(text),
})

const exposure = Type.Object({
  type: Type.Literal('exposure'),
  mode: text,
  credentials: count,
  logs: Type.Object({ files: count, bytes: count }),
  found: Type.Array(Type.Object({ what: oneOf(['credential', 'password']), log: text, line: count })),
  disclosure: Type.Optional(
    Type.Object({
      carrier: oneOf(['cookie', 'bearer', 'basic']),
      readByScript: Type.Boolean(),
      fields: Type.Record(Type.String(), Type.Union([text, Type.Null()])),
    }),
  ),
})

const interruption = Type.Object({ type: Type.Literal('interruption'), reason: text })

const validators = {
  run: Compile(run),
  segment: Compile(segment),
  operation: Compile(operation),
  fault: Compile(fault),
  retry: Compile(retry),
  audit: Compile(audit),
  exposure: Compile(exposure),
  interruption: Compile(interruption),
} as const satisfies Record<HistoryRecord['type'], ReturnType<typeof Compile<TSchema>>>

const problemsTold = 2

/** What is wrong with what a line says; undefined where it is a sound record. */
export function problemWith(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return 'it is no record'
  const { type } = value as { readonly type?: unknown }
  if (typeof type !== 'string' || !Object.hasOwn(validators, type)) {
    return `its type is ${JSON.stringify(type)?.slice(0, 80) ?? 'missing'}, none of ${Object.keys(validators).join(', ')}`
  }
  const validator = validators[type as HistoryRecord['type']]
  if (validator.Check(value)) return undefined
  const problems = problemsOf(validator, value).map(({ message }) => message.slice(0, 200))
  return problems.slice(0, problemsTold).join('; ')
}

/** The longest that a time axis of seconds can be drawn of. */
const longestWindowMicros = 7 * 86_400e6

/** What of a record does not fit to the run that it is said to be of; undefined where all does. */
export function contradictionWith(run: RunRecord, record: HistoryRecord): string | undefined {
  if (record.type === 'run') return 'there is a second run'
  if (record.type !== 'segment') return undefined
  const { mode, startMicros, windowEndMicros, endMicros } = record
  if (!Object.hasOwn(run.modes, mode) || mode === '__proto__')
    return `it is of mode ${JSON.stringify(mode).slice(0, 80)}, which the run does not name`
  if (!(startMicros <= windowEndMicros && windowEndMicros <= endMicros)) return 'it ends before it begins'
  return windowEndMicros - startMicros > longestWindowMicros ? 'it lasts for more than a week' : undefined
}
