/** The interface of faults: how a fault is injected into a stack and healed. Faults use the stack's interface only. */
import Type, { type Static, type TObject } from 'typebox'
import type { LinkKind, Replica, Stack } from '../../stack/stack.ts'
import { reactionOf } from '../probes/part-probe.ts'
import { type Random, randomInteger } from '../random.ts'

/** A fault in force. */
export interface Injected {
  /** The target, e.g. `replica-2`. */
  readonly what: string
  /** Why the fault could have no effect, e.g. `replica-2 was already down`. */
  readonly already?: string | undefined
  /**
   * Looks for the fault's consequence: false where there is none (yet), undefined where it cannot be told. Called again until it
   * returns true, for some seconds at most.
   */
  confirm(): Promise<boolean | undefined>
  /** Undoes the fault; resolves when the part is ready. */
  heal(): Promise<void>
}

/** What a fault may use besides the stack. */
export interface FaultContext {
  readonly random: Random
  /** Waits; returns at once when the run is over. */
  pause(seconds: number): Promise<void>
  /** A path at which replicas answer through the load balancer, e.g. `/redis/me`. */
  readonly path: string
}

export interface Fault<Parameters extends TObject = TObject> {
  readonly summary: string
  /** What its `confirm` looks for. */
  readonly consequence: string
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

/** Watches a Redis that is about to stop answering: what it held can be read before, and not after. */
export async function redisWatch(stack: Pick<Stack, 'storeBytes'>): Promise<Pick<Injected, 'already' | 'confirm'>> {
  const isReadable = (await stack.storeBytes()) !== undefined
  // Some launchers cannot ask it.
  return { confirm: async () => (isReadable ? (await stack.storeBytes()) === undefined : undefined) }
}

/** Watches a replica that is about to go down. */
export async function downWatch({
  name,
  statusOrigin,
}: Pick<Replica, 'name' | 'statusOrigin'>): Promise<Pick<Injected, 'already' | 'confirm'>> {
  const isDown = async () => (await reactionOf(`${statusOrigin}/status`)) === 'refuses'
  return { already: (await isDown()) ? `${name} was already down` : undefined, confirm: isDown }
}
