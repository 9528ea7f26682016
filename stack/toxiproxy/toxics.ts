/** The toxics of a proxy, with the names and attributes of Toxiproxy, and their effect on one direction of a connection. */
import { StackError } from '../stack-error.ts'

/** A direction as seen from the client: `upstream` carries requests, `downstream` answers. */
export type Stream = 'upstream' | 'downstream'

/** The attributes of each type of toxic. */
interface Attributes {
  /** Delays all data by `latency` ± `jitter` ms, uniformly distributed. The order of bytes is kept. */
  readonly latency: { readonly latency: number; readonly jitter?: number }
  /** Forwards at most `rate` KB per second (1 KB = 1000 bytes). */
  readonly bandwidth: { readonly rate: number }
  /** Drops all data, and closes the connection after `timeout` ms; 0: never. */
  readonly timeout: { readonly timeout: number }
  /** Drops all data, and resets the connection (TCP RST) `timeout` ms after the first data. */
  readonly reset_peer: { readonly timeout?: number }
}

export type ToxicType = keyof Attributes

/** One toxic, as Toxiproxy writes it. */
export type Toxic = {
  [Type in ToxicType]: {
    /** Default: `<type>_<stream>`. */
    readonly name?: string
    readonly type: Type
    /** Default: `downstream`. */
    readonly stream?: Stream
    readonly attributes: Attributes[Type]
  }
}[ToxicType]

/** The effect of a toxic on one direction of a connection. */
export interface Effect {
  /** The delay of a chunk, drawn for each chunk. */
  readonly delayMs?: (random: () => number) => number
  readonly bytesPerMs?: number
  /** What is dropped. The end is dropped, too, where the connection must be reset rather than closed in order. */
  readonly swallows?: 'data' | 'data-and-end'
  /** How and when the connection ends: counted from when the toxic was applied, or from the first data after that. */
  readonly breaks?: {
    readonly how: 'close' | 'reset'
    readonly from: 'meeting' | 'first-data'
    readonly afterMs: number
  }
}

interface ToxicSpec<Type extends ToxicType> {
  readonly attributes: Readonly<
    Record<keyof Required<Attributes[Type]>, { readonly above?: number; readonly optional?: true }>
  >
  effect(attributes: Attributes[Type]): Effect
}

/** The registry of toxics. To refuse connections, disable the proxy itself. */
export const toxics: { readonly [Type in ToxicType]: ToxicSpec<Type> } = {
  latency: {
    attributes: { latency: {}, jitter: { optional: true } },
    effect: ({ latency, jitter = 0 }) => ({
      delayMs: (random) => Math.max(0, latency + (2 * random() - 1) * jitter),
    }),
  },
  bandwidth: {
    attributes: { rate: { above: 0 } },
    effect: ({ rate }) => ({ bytesPerMs: rate }),
  },
  timeout: {
    attributes: { timeout: {} },
    effect: ({ timeout }) => ({
      swallows: 'data',
      ...(timeout > 0 && { breaks: { how: 'close', from: 'meeting', afterMs: timeout } }),
    }),
  },
  reset_peer: {
    attributes: { timeout: { optional: true } },
    effect: ({ timeout = 0 }) => ({
      swallows: 'data-and-end',
      breaks: { how: 'reset', from: 'first-data', afterMs: timeout },
    }),
  },
}

/** Validates a toxic and returns its effect. Throws `ERR_BAD_TOXIC` with every problem. */
export function effectOf(toxic: Toxic): Effect {
  const problems = problemsOf(toxic)
  if (problems.length > 0) throw new StackError('ERR_BAD_TOXIC', problems.join('; '))
  const { effect } = toxics[toxic.type] as ToxicSpec<ToxicType>
  return effect(toxic.attributes)
}

function problemsOf({ type, stream = 'downstream', attributes }: Toxic): readonly string[] {
  if (!Object.hasOwn(toxics, type)) return [`unknown toxic ${type}: choose from ${Object.keys(toxics).join(', ')}`]
  const known: Readonly<Record<string, { readonly above?: number; readonly optional?: true }>> = toxics[type].attributes
  const given: Readonly<Record<string, unknown>> = attributes
  const unknown = Object.keys(given).filter((key) => !Object.hasOwn(known, key))
  return [
    ...(stream === 'upstream' || stream === 'downstream' ? [] : [`toxic ${type}: stream is upstream or downstream`]),
    ...unknown.map((key) => `toxic ${type}: unknown attribute ${key}: choose from ${Object.keys(known).join(', ')}`),
    ...Object.entries(known)
      .filter(([key, { above, optional }]) => !isAllowed(given[key], above, optional))
      .map(([key, { above }]) => {
        const least = above === undefined ? '0 or more' : `more than ${above}`
        return `toxic ${type}: ${key} must be ${least}, but is ${given[key]}`
      }),
  ]
}

function isAllowed(value: unknown, above: number | undefined, optional: true | undefined): boolean {
  if (value === undefined) return optional === true
  if (typeof value !== 'number' || !Number.isFinite(value)) return false
  return above === undefined ? value >= 0 : value > above
}
