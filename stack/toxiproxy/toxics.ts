/** The toxics of a proxy, by the names and attributes that Toxiproxy gave them, and what each does to one direction of a connection. */
import { StackError } from '../stack-error.ts'

/** A direction as seen from the client: `upstream` carries requests, `downstream` answers. */
export type Stream = 'upstream' | 'downstream'

/** What each type of toxic can be told. */
interface Attributes {
  /** Holds all data back for `latency` ± `jitter` ms, evenly spread. The order of bytes stays. */
  readonly latency: { readonly latency: number; readonly jitter?: number }
  /** Lets `rate` KB pass in a second (1 KB = 1000 bytes). */
  readonly bandwidth: { readonly rate: number }
  /** Swallows all data, and closes the connection after `timeout` ms; 0: never. */
  readonly timeout: { readonly timeout: number }
  /** Answers the first data of the direction, which it swallows, with a reset (TCP RST), `timeout` ms later. */
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

/** What a toxic does to one direction of a connection; what is absent it leaves alone. */
export interface Effect {
  /** How long what has just arrived is held back, drawn anew for each arrival. */
  readonly delayMs?: (random: () => number) => number
  readonly bytesPerMs?: number
  /** What vanishes. The end of a direction passes, unless that would close politely what is to be reset. */
  readonly swallows?: 'data' | 'data-and-end'
  /** How the whole connection ends, and when: counted from when the toxic met it, or from the first data after that. */
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

/** Every toxic by its name. Taking a replica down altogether is `disable` of the proxy itself. */
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

/** What a toxic does. Throws `ERR_BAD_TOXIC` naming all that is wrong with it. */
export function effectOf(toxic: Toxic): Effect {
  const problems = problemsOf(toxic)
  if (problems.length > 0) throw new StackError('ERR_BAD_TOXIC', problems.join('; '))
  const { effect } = toxics[toxic.type] as ToxicSpec<ToxicType>
  return effect(toxic.attributes)
}

function problemsOf({ type, stream = 'downstream', attributes }: Toxic): readonly string[] {
  if (!Object.hasOwn(toxics, type)) return [`toxic ${type}: there are ${Object.keys(toxics).join(', ')}`]
  const known: Readonly<Record<string, { readonly above?: number; readonly optional?: true }>> = toxics[type].attributes
  const given: Readonly<Record<string, unknown>> = attributes
  const unknown = Object.keys(given).filter((key) => !Object.hasOwn(known, key))
  return [
    ...(stream === 'upstream' || stream === 'downstream' ? [] : [`toxic ${type}: stream is upstream or downstream`]),
    ...unknown.map((key) => `toxic ${type}: unknown attribute ${key}; there are ${Object.keys(known).join(', ')}`),
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
