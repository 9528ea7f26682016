/** The JSON Schema of report.json, for other programs and for `readReport`; it accepts fields that newer versions add. */

import Type, { type Static, type TSchema } from 'typebox'
import { operation } from '../../../bench/history/operation.ts'
import { guaranteeNames } from '../../anomalies/session-guarantees/check.ts'
import { reportSchema } from './report.ts'

const text = Type.String()
const number = Type.Number()
const count = Type.Integer({ minimum: 0 })
const counts = Type.Record(Type.String(), count)
const share = Type.Number({ minimum: 0, maximum: 1 })
const oneOf = <T extends string>(values: readonly T[]) => Type.Enum([...values])
const orNull = <T extends TSchema>(schema: T, description: string) => Type.Union([schema, Type.Null()], { description })
const verdict = ['pass', 'fail', 'unknown'] as const
const outcome = ['as-expected', 'unexpected', 'unknown'] as const
const truth = Type.Union([Type.Boolean(), Type.Literal('unknown')])
const interval = Type.Tuple([number, number], { description: '[low, high]' })

const latency = Type.Object(
  { p50: number, p90: number, p99: number, p999: number, max: number },
  { description: 'ms, as the client sees it' },
)
const noTimes = 'null of nothing'
const fewQuantiles = orNull(Type.Object({ p50: number, p99: number, max: number }), noTimes)
const curve = Type.Array(Type.Tuple([share, number]), { description: 'pairs of quantile and ms' })

const prediction = Type.Object({
  rate: Type.Optional(number),
  lifeMs: Type.Optional(Type.Object({ mean: number, max: number })),
  band: Type.Optional(interval),
  formula: Type.String({ description: 'in mathematical notation' }),
  because: text,
})

const check = Type.Object({
  valid: truth,
  count: Type.Integer({ minimum: 0, description: 'operations that show the anomaly' }),
  total: Type.Integer({ minimum: 0, description: 'operations that could have shown it' }),
  sessions: Type.Object({ count, total: count }),
  rate: orNull(share, 'null where there was none'),
  ci95: interval,
  prediction: Type.Optional(prediction),
  causes: counts,
  evidence: Type.Array(Type.Object({ says: text, operations: Type.Array(operation) })),
  residualLifetimeMs: Type.Optional(
    Type.Object({
      mean: number,
      median: number,
      max: number,
      ci95: Type.Optional(interval),
      predictedMean: Type.Optional(number),
    }),
  ),
  expectation: Type.Optional(
    Type.Object({ is: oneOf(['predicted', 'none', 'some']), outcome: oneOf(outcome), says: text }),
  ),
})

const trialFigure = Type.Object({ median: number, ci95: orNull(interval, 'null below six trials') })
const bytes = Type.Object({ sent: number, received: number })
const ofAllModes = 'null where other modes were loaded at the same time'
const notTold = `${ofAllModes}, or the system does not tell`

const load = Type.Object({
  throughputPerSecond: trialFigure,
  goodputPerSecond: trialFigure,
  latencyMs: orNull(latency, noTimes),
  latencyCurve: orNull(curve, noTimes),
  loginLatencyMs: orNull(latency, noTimes),
  serviceMs: Type.Optional(orNull(latency, noTimes)),
  serviceCurve: Type.Optional(orNull(curve, noTimes)),
  arrivals: Type.Optional(
    Type.Object({
      intendedPerSecond: number,
      achievedPerSecond: number,
      unsent: count,
      schedulingErrorMs: fewQuantiles,
      heldBack: count,
      heldBackMs: fewQuantiles,
    }),
  ),
  bytesPerRequest: bytes,
  replicaCpuMicrosPerRequest: orNull(number, ofAllModes),
  clientCpuMicrosPerRequest: orNull(number, ofAllModes),
  loadBalancerCpuMicrosPerRequest: Type.Optional(orNull(number, notTold)),
  redisCpuMicrosPerRequest: Type.Optional(orNull(number, `${notTold}, or where there is no Redis`)),
  credentialBytes: Type.Optional(
    orNull(number, 'of the Cookie and Authorization headers, a mean; null where none was sent'),
  ),
  shareByReplica: Type.Record(Type.String(), share),
  replication: orNull(
    Type.Object({
      messagesPerWrite: number,
      bytesPerWrite: number,
      messagesPerRequest: Type.Optional(number),
      bytesPerRequest: Type.Optional(number),
      lagMs: fewQuantiles,
    }),
    'null where the mode keeps no copies',
  ),
  store: orNull(
    Type.Object({
      commandsPerRequest: number,
      bytesPerRequest: bytes,
      bytesPerSession: Type.Optional(orNull(number, 'of its memory; null where that cannot be told')),
    }),
    'null where the mode has no store',
  ),
  tokenCache: Type.Optional(Type.Object({ verified: count, hits: count })),
})

const trial = Type.Object({
  trial: count,
  throughputPerSecond: number,
  goodputPerSecond: number,
  latencyMs: orNull(latency, noTimes),
  bytesPerRequest: bytes,
  replicaCpuMicrosPerRequest: orNull(number, ofAllModes),
  found: Type.Record(Type.String(), Type.Object({ count, total: count })),
})

const noEnd = 'items; null where the cart is not in the credential'
const steps = Type.Array(count)
const times = Type.Array(orNull(number, 'null where nothing ended'))
const timeSeries = Type.Object({
  stepMs: Type.Number({ exclusiveMinimum: 0 }),
  trials: Type.Array(
    Type.Object({
      trial: count,
      lengthMs: number,
      ok: steps,
      refused: steps,
      failed: steps,
      latencyMs: Type.Object({ p50: times, p99: times, max: times }),
      byReplica: Type.Record(Type.String(), steps),
    }),
  ),
  trialsLeftOut: count,
})

const faultEffect = Type.Object({
  trial: count,
  fault: text,
  what: text,
  atSeconds: number,
  healedSeconds: orNull(number, 'null where it lasted to the end of the load'),
  refused: count,
  failed: count,
  retries: count,
  failures: counts,
  recoverySeconds: orNull(number, 'null where service was not as before until the end'),
})

const client = Type.Object({
  checks: Type.Record(Type.String(), check, { description: 'by name; which there are grows from version to version' }),
  guarantees: Type.Object(Object.fromEntries(guaranteeNames.map((name) => [name, truth]))),
  load,
  trials: Type.Array(trial),
  timeSeries: orNull(timeSeries, 'null where there was no load'),
  credentialGrowth: Type.Optional(
    Type.Object({
      sizes: Type.Array(
        Type.Object({ items: count, bytes: number, predicted: orNull(number, 'null at the login itself') }),
      ),
      answeredWith: count,
      refused: orNull(
        Type.Object({ items: count, bytes: number, status: count, reason: orNull(text, 'null of none'), by: text }),
        'null where no request was refused',
      ),
      fits: Type.Object({
        cookie: orNull(count, noEnd),
        line: orNull(count, noEnd),
        headers: orNull(count, noEnd),
      }),
    }),
  ),
  faultEffects: Type.Optional(Type.Array(faultEffect)),
})

const mode = Type.Object({
  strategy: text,
  policy: text,
  sessionLivesIn: orNull(oneOf(['replica', 'every-replica', 'store', 'credential']), 'null where it is not known'),
  credential: orNull(oneOf(['password', 'cookie', 'token']), 'null where it is not known'),
  exposure: Type.Optional(
    Type.Object({
      carrier: oneOf(['cookie', 'bearer', 'basic']),
      readByScript: Type.Boolean(),
      fields: Type.Record(Type.String(), orNull(text, 'null where it tells nothing of the person')),
      credentials: count,
      found: Type.Integer({ minimum: 0, description: 'that stand in a log' }),
      logs: Type.Object({ files: count, bytes: count }),
    }),
  ),
  clients: Type.Partial(Type.Object({ frozen: client, browser: client }, { minProperties: 1 })),
})

export const ReportSchema = Type.Object({
  schema: Type.Literal(reportSchema),
  scenario: text,
  summary: text,
  startedAt: text,
  seed: count,
  trials: count,
  verdict: oneOf(verdict),
  reasons: Type.Optional(Type.Array(text)),
  command: text,
  interruption: Type.Optional(text),
  environment: Type.Object({
    node: text,
    nginx: text,
    redis: Type.Optional(text),
    platform: text,
    cpus: count,
    cpuModel: text,
    memoryBytes: number,
    launcher: text,
  }),
  topology: Type.Object({ replicas: count }),
  setup: orNull(Type.Object({}), 'the scenario as it was run'),
  modes: Type.Record(Type.String(), mode),
  caveats: Type.Array(text),
})

/** As other programs read it: draft 2020-12. */
export function publishedReportSchema(): object {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Report of the session scaling lab',
    ...ReportSchema,
  }
}

type ReadOnly<T> = T extends object ? { readonly [K in keyof T]: ReadOnly<T[K]> } : T
/** What the schema describes, as a type; that every Report is one is a matter of the type checker, in a test. */
export type DescribedReport = ReadOnly<Static<typeof ReportSchema>>
