/** What the page sends to the server: the schemas that validate it, and its types. */
import Type, { type Static } from 'typebox'

const closed = { additionalProperties: false } as const
const redisVerbs = ['kill', 'pause', 'resume', 'start'] as const
const replicaVerbs = [...redisVerbs, 'restart', 'remove'] as const
const replicaName = Type.String({ pattern: '^replica-[1-9][0-9]{0,3}$' })

/** `POST /lab/api/stack`: what a button does. `restore` starts every part, returns to the initial replicas and ends the load. */
export const stackAction = Type.Union([
  Type.Object({ verb: Type.Literal('restore') }, closed),
  Type.Object({ verb: Type.Literal('add-replica') }, closed),
  Type.Object({ verb: Type.Enum([...replicaVerbs]), replica: replicaName }, closed),
  Type.Object({ verb: Type.Enum([...redisVerbs]), redis: Type.Literal(true) }, closed),
])
export type StackAction = Static<typeof stackAction>

const header = Type.Optional(Type.String({ minLength: 1, maxLength: 16_384, pattern: '^[\\x20-\\x7e]*$' }))

/** `POST /lab/api/attacker`: send one request from another client, with a copied credential. */
export const attackerRequest = Type.Object(
  {
    mode: Type.String({ pattern: '^[a-z][a-z0-9-]*$', maxLength: 40 }),
    /** The request's `X-Request-Id`. */
    id: Type.String({ pattern: '^page-[\\w-]{1,40}$' }),
    cookie: header,
    authorization: header,
  },
  closed,
)
export type AttackerRequest = Static<typeof attackerRequest>

/** `POST /lab/api/load`: the load that the virtual users should generate. @param modes names of the modes of this lab */
export function loadRequest(modes: readonly string[]) {
  return Type.Object(
    {
      mode: Type.Enum([...modes]),
      client: Type.Enum(['frozen', 'browser']),
      /** 0 ends the load. */
      ratePerSecond: Type.Number({ minimum: 0 }),
    },
    closed,
  )
}
export type LoadRequest = Static<ReturnType<typeof loadRequest>>
