/** A scenario: which modes, on which topology, under which load, and what is expected. One schema for file and code. */

import Type, { type Static, type TSchema } from 'typebox'
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
      'requests under way at once; without a rate at most half as many as users, so that whoever speaks next is chance',
  }),
  followUps: Type.Integer({ minimum: 1, maximum: 10_000, description: 'requests after each login' }),
  concurrency: Type.Optional(
    Type.Integer({ minimum: 1, maximum: 64, description: 'requests of one session under way at once; 1 where absent' }),
  ),
  logsInAgain: Type.Optional(
    Type.Boolean({ description: 'whoever is refused logs in again, as people do; else goes on all the same; false' }),
  ),
  endsWithinMs: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: 3_600_000,
      description: 'workloads logout and roles: the end comes at a random moment within so long after the login',
    }),
  ),
  probeMs: Type.Optional(
    Type.Integer({
      minimum: 0,
      maximum: 3_600_000,
      description: 'how long a workload knocks with what was taken away; 250 where absent',
    }),
  ),
  durationSeconds: Type.Number({
    exclusiveMinimum: 0,
    maximum: 86_400,
    description: 'how long sessions may begin; with a rate, how long requests are sent',
  }),
  minOperations: Type.Integer({
    minimum: 1,
    maximum: 1e7,
    description: 'on a slow machine the load lasts until so many are done; with a rate it never does',
  }),
  addresses: Type.Optional(
    oneOf(
      addressings,
      'client addresses: `spread` (where absent): each user in a /24 of its own; `nat`: all behind one',
    ),
  ),
  ratePerSecond: Type.Optional(
    Type.Number({
      exclusiveMinimum: 0,
      maximum: 100_000,
      description: 'requests due in a second, however slow the answers; absent: each follows the answer before it',
    }),
  ),
  rampToPerSecond: Type.Optional(
    Type.Number({
      exclusiveMinimum: 0,
      maximum: 100_000,
      description: 'the rate at the end of the load, reached in a straight line; absent: the rate stays as it is',
    }),
  ),
  thinkMs: Type.Optional(
    Type.Number({
      exclusiveMinimum: 0,
      maximum: 3_600_000,
      description: 'how long a user waits, at least, between an answer and its next request; only with a rate',
    }),
  ),
  timeoutSeconds: Type.Integer({ minimum: 1, maximum: 300, description: 'no answer for so long: outcome info' }),
}

/** How replicas make tokens; what is absent is as they have it by default, which predictions then know nothing of. */
const tokens = {
  tokenTtlSeconds: Type.Optional(Type.Integer({ minimum: 1, maximum: 31_536_000, description: 'life of a token' })),
  accessTtlSeconds: Type.Optional(
    Type.Integer({ minimum: 1, maximum: 31_536_000, description: 'life of an access token of jwt-refresh' }),
  ),
  clockToleranceSeconds: Type.Optional(
    Type.Integer({ minimum: 0, maximum: 300, description: 'a token is accepted for so long after its end' }),
  ),
  tokenAlgorithm: Type.Optional(oneOf(['HS256', 'EdDSA'], 'what tokens are signed with')),
}

const clients = Type.Array(oneOf(clientModels, 'client model'), { minItems: 1, uniqueItems: true })

const workload = oneOf(Object.keys(workloads) as (keyof typeof workloads)[], 'what virtual users do')

const expectation = Type.Object(
  {
    is: oneOf(
      ['predicted', 'none', 'some'],
      '`predicted`: what theory says, within chance; `none`: not once; `some`: at least once',
    ),
    atLeast: Type.Integer({ minimum: 1, description: 'fewer operations than this prove nothing: unknown' }),
    precision: Type.Optional(
      Type.Number({
        exclusiveMinimum: 0,
        maximum: 1,
        description: 'a 95 % interval wider than ± this (of a mean life: this share of it) proves nothing: unknown',
      }),
    ),
  },
  closed,
)

const timelineEntry = Type.Object({
  at: Type.Number({ minimum: 0, maximum: 86_400, description: "seconds since the trial's load began" }),
  fault: oneOf(faultNames, 'what is done to the stack'),
  for: Type.Optional(
    Type.Number({ exclusiveMinimum: 0, maximum: 86_400, description: 'seconds until it is healed; else at the end' }),
  ),
}) // and the fault's own parameters, which scenario-file.ts holds against its schema

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
              description:
                'how much of a processor each replica gets, where the system can limit that; absent: no limit',
            }),
          ),
          ...tokens,
          loginFailures: Type.Optional(
            Type.Integer({
              minimum: 1,
              maximum: 1_000_000,
              description: 'wrong passwords of one account from one address until 429; 10 where absent',
            }),
          ),
          redisKeepsFile: Type.Optional(
            Type.Boolean({ description: 'an append-only file, by which Redis survives its own death; true' }),
          ),
          tls: Type.Optional(
            Type.Boolean({
              description: 'clients come by TLS, and cookies are `Secure` with the prefix `__Host-`; false',
            }),
          ),
          redisFailover: Type.Optional(
            Type.Boolean({
              description: 'Redis has a copy, which a Sentinel promotes when the primary is gone; false',
            }),
          ),
        },
        closed,
      ),
      sweep: Type.Optional(
        oneOf(
          ['replicas'],
          '`replicas`: everything is tried with 1, 2, … topology.replicas of them, as far as the machine has room; load.users and load.connections are then for each replica',
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
      timeline: Type.Optional(Type.Array(timelineEntry, { minItems: 1, description: 'faults, in each trial alike' })),
      trials: Type.Integer({ minimum: 1, maximum: 1_000, description: 'repetitions; modes take turns in each' }),
      seed: Type.Integer({ minimum: 0, maximum: 2 ** 32 - 1 }),
      expect,
    },
    closed,
  )

/** The schema of a recorded scenario: whatever checks another version of the lab knows. */
export const Scenario = scenarioWith(Type.Record(Type.String(), expectation))

/** The schema of a scenario that is to be run: it expects something of these checks alone. */
export function scenarioSchema(checkNames: readonly string[]) {
  const named = Type.Object(Object.fromEntries(checkNames.map((name) => [name, expectation])))
  return scenarioWith(Type.Partial(named, closed)) // given to Object, Partial would drop it
}

export type Scenario = Static<typeof Scenario>
export type Load = Scenario['load']
export type Expectation = Static<typeof expectation>

/** What means nothing without `load.ratePerSecond`. */
export const needsRate = ['rampToPerSecond', 'thinkMs'] as const satisfies readonly (keyof Load)[]

/** The load that a mode gets: the scenario's, with the mode's own figures laid over it. */
export function loadOf(scenario: Scenario, mode: string): Load {
  const merged = { ...scenario.load, ...scenario.perMode?.[mode]?.load }
  if (merged.ratePerSecond !== undefined) return merged
  return { ...merged, connections: Math.max(1, Math.min(merged.connections, Math.floor(merged.users / 2))) }
}

/** The load that a mode gets in a sweep where it has so many replicas: as much for each of them. */
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

/** What is expected of a mode: the scenario's expectations, with the mode's own laid over them, check by check. */
export function expectOf(scenario: Scenario, mode: string): Scenario['expect'] {
  return { ...scenario.expect, ...scenario.perMode?.[mode]?.expect }
}
