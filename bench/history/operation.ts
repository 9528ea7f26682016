/** One request and its outcome: the record that every check reads. */

import Type, { type Static } from 'typebox'
import type { Item } from './cart-item.ts'

/** A browser ignores a `Set-Cookie` whose name and value together have more bytes (RFC 6265bis, section 5.7). */
export const maxCookieBytes = 4_096

/** `browser` obeys every Set-Cookie; `frozen` keeps sending the credential that the login issued. */
export const clientModels = ['frozen', 'browser'] as const
export type ClientModel = (typeof clientModels)[number]

/** `ok`: applied; `fail`: surely not applied; `info`: unknown (timeout, cut connection, gateway error). */
const outcomes = ['ok', 'fail', 'info'] as const
export type Outcome = (typeof outcomes)[number]

/** The reason of an operation that was under way when the harness itself ended the load. */
export const cutByHarness = 'cut-by-harness'

const text = Type.String({ maxLength: 100_000 })
const count = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })
/** Time since the run's start, µs. The bounds are wide enough for three years. */
export const micros = Type.Number({ minimum: -1e14, maximum: 1e14 })

export const operation = Type.Object({
  type: Type.Literal('operation'),
  segment: count,
  user: text,
  /** Counts logins over the whole run: each login opens the next session. */
  session: count,
  /** `login`, or a kind that the workload declares (`bench/load/workloads/operation-kinds.ts`). */
  kind: text,
  /** µs since the run's start: just before the first byte was sent. */
  startMicros: micros,
  /** µs since the run's start: after the last byte was received. */
  endMicros: micros,
  /** When the arrival rate made it due; absent without an arrival rate: it was due when it was sent. */
  intendedMicros: Type.Optional(micros),
  /** How long it then waited for a free user or connection: the system caused this wait, not the harness. */
  heldBackMicros: Type.Optional(micros),
  outcome: Type.Enum([...outcomes]),
  /** Bytes of the credential: the values of the Cookie and Authorization headers. Absent where none was sent. */
  credentialBytes: Type.Optional(count),
  /** HTTP status; absent where no answer came. */
  status: Type.Optional(count),
  /** The problem document's reason, or the network error's code. */
  reason: Type.Optional(text),
  /** The server closed the connection during the request, and the client sent it again on another. */
  resent: Type.Optional(Type.Literal(true)),
  /** The replica that answered. */
  replica: Type.Optional(text),
  /** The user that the answer names. */
  identity: Type.Optional(text),
  /** The cart item to be written. */
  item: Type.Optional(Type.Number()),
  /** The post to be written: its title is built like an item's name. */
  post: Type.Optional(Type.Number()),
  /** The user whose role or account state was to be changed. */
  subject: Type.Optional(text),
  /** Name of the attack or preparation; for a control the signer of its credential. */
  attack: Type.Optional(text),
  /** The cart's items in the order of the answer; answers to writes carry them too. */
  items: Type.Optional(Type.Immutable(Type.Array(Type.Union([Type.Number(), text])))),
  /** How often the session's state had been written, as the answer says. */
  version: Type.Optional(Type.Number()),
})

export type Operation = Readonly<Omit<Static<typeof operation>, 'items'>> & { readonly items?: readonly Item[] }
