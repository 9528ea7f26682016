/** The interface of faults: how a fault is injected into a stack and healed. Faults use the stack's interface only. */
import Type, { type Static, type TObject } from 'typebox'
import type { LinkKind, Stack } from '../../stack/stack.ts'
import { type Random, randomInteger } from '../random.ts'

/** A fault in force. */
export interface Injected {
  /** The target, e.g. `replica-2`. */
  readonly what: string
  /** Undoes the fault; resolves when the part is ready. */
  heal(): Promise<void>
}

/** What a fault may use besides the stack. */
export interface FaultContext {
  readonly random: Random
  /** Waits; returns at once when the run is over. */
  pause(seconds: number): Promise<void>
}

export interface Fault<Parameters extends TObject = TObject> {
  readonly summary: string
  /** Its parameters in a timeline, besides `at`, `fault` and `for`. */
  readonly parameters: Parameters
  /** The part that it breaks: some mode must use it. */
  readonly needs?: 'redis' | 'redis-failover' | 'peers' | 'tokens'
  /** The links that it disturbs: the topology asks for them. */
  readonly links?: readonly LinkKind[]
  /** Resolves when the fault is in force. */
  inject(stack: Stack, parameters: Static<Parameters>, context: FaultContext): Promise<Injected>
}

/** Types a fault by its own parameters, and returns the common type for the registry. */
export function defineFault<Parameters extends TObject>(fault: Fault<Parameters>): Fault {
  return fault as unknown as Fault
}

export const noParameters = Type.Object({}, { additionalProperties: false })

/** Which replica; without it any, by the seed. */
export const replicaParameter = Type.Object(
  {
    replica: Type.Optional(
      Type.String({
        pattern: '^replica-[1-9][0-9]*$',
        default: 'any',
        description: 'which one; any: chosen by the seed',
      }),
    ),
  },
  { additionalProperties: false },
)

/** The added latency. Below the load balancer's timeout of ten seconds, beyond which a slow replica looks paused. */
export const latencyParameters = {
  latencyMs: Type.Number({ exclusiveMinimum: 0, maximum: 8_000, description: 'how long each answer is delayed' }),
  jitterMs: Type.Optional(
    Type.Number({ minimum: 0, maximum: 1_000, default: 0, description: 'random variation of the delay, ±' }),
  ),
}

/** The replica of this name, or any. Throws where there is none. */
export function pickReplica({ replicas }: Stack, name: string | undefined, random: Random): Stack['replicas'][number] {
  const found =
    name === undefined ? replicas[randomInteger(random, replicas.length)] : replicas.find((one) => one.name === name)
  if (found === undefined) throw new Error(`there is no ${name}: the stack has ${replicas.map((one) => one.name)}`)
  return found
}

/** The stack's Redis. Throws where it has none. */
export function requireRedis({ redis }: Stack): NonNullable<Stack['redis']> {
  if (redis === undefined) throw new Error('the stack has no Redis: none of its modes needs one')
  return redis
}

/** The stack's Redis that fails over. Throws where it has none. */
export function requireRedisPair({ redisPair }: Stack): NonNullable<Stack['redisPair']> {
  if (redisPair === undefined) throw new Error('the stack has no Redis failover: set topology.redisFailover')
  return redisPair
}
