/** What an operation must be to be read: a line of a history, and the evidence of a report. */

import Type from 'typebox'

const text = Type.String({ maxLength: 100_000 })
const count = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })
/** Since the run's start; three years are more than enough. */
export const micros = Type.Number({ minimum: -1e14, maximum: 1e14 })

export const operation = Type.Object({
  type: Type.Literal('operation'),
  segment: count,
  user: text,
  session: count,
  kind: text,
  startMicros: micros,
  endMicros: micros,
  intendedMicros: Type.Optional(micros),
  heldBackMicros: Type.Optional(micros),
  outcome: Type.Enum(['ok', 'fail', 'info']),
  credentialBytes: Type.Optional(count),
  status: Type.Optional(count),
  reason: Type.Optional(text),
  resent: Type.Optional(Type.Literal(true)),
  replica: Type.Optional(text),
  identity: Type.Optional(text),
  item: Type.Optional(Type.Number()),
  post: Type.Optional(Type.Number()),
  subject: Type.Optional(text),
  attack: Type.Optional(text),
  items: Type.Optional(Type.Array(Type.Union([Type.Number(), text]))),
  version: Type.Optional(Type.Number()),
})
