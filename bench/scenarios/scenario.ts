/** A scenario: which modes, on which topology, under which load, and what is expected. One schema for file and code. */

import Type, { type Static, type TSchema } from 'typebox'
import { unknownCookies } from '../../services/strategies/registry.ts'
import { faultNames } from '../faults/registry.ts'
import { clientModels } from '../history/operation.ts'
import { workloads } from '../load/workloads/registry.ts'

const closed = { additionalProperties: false } as const
const oneOf = <T extends string>(values: readonly T[], description: string) => Type.Enum([...values], { description })

/** Where virtual users come from, for policies that look at addresses. */
const addressings = ['spread', 'nat'] as const

const load = {
  users: Type.Integer({ minimum: 2, maximum: 100_000, description: 'virtual users, each with an account of its own' }),
  connections: Type.Integer({
    minimum: 1,
    maximum: 1_000,
    description:
      'requests under way at once; without a rate at most half as many as users, so that the next user is random',
  }),
  followUps: Type.Integer({ minimum: 1, maximum: 10_000, description: 'requests after each login' }),
  concurrency: Type.Optional(
    Type.Integer({ minimum: 1, maximum: 64, description: 'requests of one session under way at once; 1 where absent' }),
  ),
  logsInAgain: Type.Optional(
    Type.Boolean({
      description: 'a refused user logs in again, as people do; otherwise it continues its session; false',
    }),
  ),
  endsWithinMs: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: 3_600_000,
      description:
        'workloads logout, roles and theft: the session ends at a random time within this long after the login',
    }),
  ),
  probeMs: Type.Optional(
    Type.Integer({
      minimum: 0,
      maximum: 3_600_000,
      description: 'how long a workload probes with the ended credential or revoked role; 250 if absent',
    }),
  ),
  durationSeconds: Type.Number({
    exclusiveMinimum: 0,
    maximum: 86_400,
    description: 'how long new sessions begin; with a rate, how long requests are sent',
  }),
  minOperations: Type.Integer({
    minimum: 1,
    maximum: 1e7,
    description: 'without a rate, the load is extended on a slow machine until this many operations are done',
  }),
  addresses: Type.Optional(
    oneOf(
      addressings,
      'client addresses: `spread` (default): each user in its own /24; `nat`: all users behind one address',
    ),
  ),
  ratePerSecond: Type.Optional(
    Type.Number({
      exclusiveMinimum: 0,
      maximum: 100_000,
      description:
        'requests due in a second, however slow the answers (open model); absent: each request follows the previous answer (closed model)',
    }),
  ),
  rampToPerSecond: Type.Optional(
    Type.Number({
      exclusiveMinimum: 0,
      maximum: 100_000,
      description: 'the rate at the end of the load, reached linearly; absent: the rate is constant',
    }),
  ),
  thinkMs: Type.Optional(
    Type.Number({
      exclusiveMinimum: 0,
      maximum: 3_600_000,
      description: 'think time: the minimum time between an answer and the next request of its user; only with a rate',
    }),
  ),
  timeoutSeconds: Type.Integer({
    minimum: 1,
    maximum: 300,
    description: 'after this time without an answer, the outcome is info',
  }),
}

/** Token settings of the replicas. Absent settings use the replicas' defaults, of which predictions know nothing. */
const tokens = {
  tokenTtlSeconds: Type.Optional(Type.Integer({ minimum: 1, maximum: 31_536_000, description: 'lifetime of a token' })),
  accessTtlSeconds: Type.Optional(
    Type.Integer({ minimum: 1, maximum: 31_536_000, description: 'lifetime of an access token of jwt-refresh' }),
  ),
  clockToleranceSeconds: Type.Optional(
    Type.Integer({ minimum: 0, maximum: 300, description: 'a token is accepted for this long after its expiry' }),
  ),
  tokenAlgorithm: Type.Optional(oneOf(['HS256', 'EdDSA'], 'what tokens are signed with')),
  tokenCache: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: 1_000_000,
      description: 'how many verified tokens each replica remembers (`cache` of fast-jwt); absent: none',
    }),
  ),
}

const clients = Type.Array(oneOf(clientModels, 'client model'), { minItems: 1, uniqueItems: true })

const workload = oneOf(Object.keys(workloads) as (keyof typeof workloads)[], 'what virtual users do')

const expectation = Type.Object(
  {
    is: oneOf(
      ['predicted', 'none', 'some'],
      '`predicted`: agrees with the prediction within statistical error; `none`: never; `some`: at least once',
    ),
    atLeast: Type.Integer({ minimum: 1, description: 'with fewer operations than this the result is unknown' }),
    precision: Type.Optional(
      Type.Number({
        exclusiveMinimum: 0,
        maximum: 1,
        description:
          'with a 95 % interval wider than ± this the result is unknown; default: 0.2. For a residual lifetime: this share of it; default: 1',
      }),
    ),
  },
  closed,
)

const timelineEntry = Type.Object({
  at: Type.Number({ minimum: 0, maximum: 86_400, description: "seconds since the trial's load began" }),
  fault: oneOf(faultNames, 'the fault to inject'),
  for: Type.Optional(
    Type.Number({
      exclusiveMinimum: 0,
      maximum: 86_400,
      description: 'seconds until it is healed; absent: at the end of the trial',
    }),
  ),
}) // and the fault's own parameters, which timeline-problems.ts validates

const scenarioWith = <T extends TSchema>(expect: T) =>
  Type.Object(
    {
      name: Type.String({ pattern: '^[a-z][a-z0-9-]*$', maxLength: 64 }),
      summary: Type.String({ minLength: 1, maxLength: 200 }),
      modes: Type.Array(Type.String(), { minItems: 1, uniqueItems: true }),
      topology: Type.Object(
        {
          replicas: Type.Integer({ minimum: 1, maximum: 64 }),
          cpuPerReplica: Type.Optional(
            Type.Number({
              minimum: 0.05,
              maximum: 64,
              description: 'CPU quota of each replica in cores, if the system supports quotas; absent: no limit',
            }),
          ),
          ...tokens,
          loginFailures: Type.Optional(
            Type.Integer({
              minimum: 1,
              maximum: 1_000_000,
              description: 'wrong passwords for one account from one address before 429; 10 if absent',
            }),
          ),
          unknownCookie: Type.Optional(
            oneOf(
              unknownCookies,
              'what a session cookie becomes where its session is unknown: cleared, overwritten by that of a new session, or kept; `cleared`',
            ),
          ),
          redisKeepsFile: Type.Optional(
            Type.Boolean({ description: 'Redis writes an append-only file, so that its data survive a crash; true' }),
          ),
          tls: Type.Optional(
            Type.Boolean({
              description: 'clients connect by TLS, and cookies are `Secure` with the prefix `__Host-`; false',
            }),
          ),
          redisFailover: Type.Optional(
            Type.Boolean({
              description: 'Redis has a copy, which a Sentinel promotes when the primary fails; false',
            }),
          ),
        },
        closed,
      ),
      sweep: Type.Optional(
        oneOf(
          ['replicas'],
          '`replicas`: repeats each trial with 1, 2, … topology.replicas replicas, up to what the machine can run; load.users and load.connections are then per replica',
        ),
      ),
      clients,
      workload,
      load: Type.Object(load, closed),
      perMode: Type.Optional(
        Type.Record(
          Type.String(),
          Type.Object(
            {
              clients: Type.Optional(clients),
              workload: Type.Optional(workload),
              load: Type.Optional(Type.Partial(Type.Object(load), closed)),
              expect: Type.Optional(expect),
            },
            closed,
          ),
        ),
      ),
      warmUpSeconds: Type.Number({ minimum: 0, maximum: 3_600 }),
      timeline: Type.Optional(
        Type.Array(timelineEntry, { minItems: 1, description: 'faults, the same in each trial' }),
      ),
      trials: Type.Integer({ minimum: 1, maximum: 1_000, description: 'repetitions; modes alternate in each' }),
      seed: Type.Integer({ minimum: 0, maximum: 2 ** 32 - 1 }),
      expect,
    },
    closed,
  )

/** The schema of a recorded scenario: it may name checks of another version of the lab. */
export const Scenario = scenarioWith(Type.Record(Type.String(), expectation))

/** The schema of a scenario to be run: it may name only these checks. */
export function scenarioSchema(checkNames: readonly string[]) {
  const named = Type.Object(Object.fromEntries(checkNames.map((name) => [name, expectation])))
  return scenarioWith(Type.Partial(named, closed)) // given to Object, Partial would drop it
}

export type Scenario = Static<typeof Scenario>

/** What a scenario file may leave out, by the path of the key. */
export const scenarioDefaults: Readonly<Record<string, unknown>> = {
  summary: 'a scenario of your own',
  'topology.replicas': 3,
  clients: ['frozen'],
  workload: 'browse',
  'load.connections': 16,
  'load.minOperations': 1,
  'load.timeoutSeconds': 10,
  warmUpSeconds: 0.2,
  trials: 6, // fewer give no 95 % interval of a median
  seed: 1,
}
export type Load = Scenario['load']
export type Expectation = Static<typeof expectation>

/** Settings that have no effect without `load.ratePerSecond`. */
export const needsRate = ['rampToPerSecond', 'thinkMs'] as const satisfies readonly (keyof Load)[]

/** The load of a mode: the scenario's, overridden by the mode's own settings. */
export function loadOf(scenario: Scenario, mode: string): Load {
  const merged = { ...scenario.load, ...scenario.perMode?.[mode]?.load }
  if (merged.ratePerSecond !== undefined) return merged
  return { ...merged, connections: Math.max(1, Math.min(merged.connections, Math.floor(merged.users / 2))) }
}

/** The load of a mode in a sweep with this many replicas: proportional to their number. */
export function loadForReplicas(load: Load, replicas: number): Load {
  return { ...load, users: load.users * replicas, connections: load.connections * replicas }
}

/** The client models that a mode is tried with. */
export function clientsOf(scenario: Scenario, mode: string): Scenario['clients'] {
  return scenario.perMode?.[mode]?.clients ?? scenario.clients
}

/** What the virtual users of a mode do. */
export function workloadOf(scenario: Scenario, mode: string): Scenario['workload'] {
  return scenario.perMode?.[mode]?.workload ?? scenario.workload
}

/** What is expected of a mode: the scenario's expectations, overridden by the mode's own, check by check. */
export function expectOf(scenario: Scenario, mode: string): Scenario['expect'] {
  return { ...scenario.expect, ...scenario.perMode?.[mode]?.expect }
}
