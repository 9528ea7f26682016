/**
 * Tokens get a new key by a rolling restart. With overlap in two rounds: first all replicas accept the new key, then all
 * sign with it; the next rotation drops the old one. Without overlap in one round: replicas with the new key refuse tokens
 * signed with the old one, and vice versa.
 */
import Type from 'typebox'
import { defineFault } from './fault.ts'
import { restartGently, restartWatch } from './gentle-restart.ts'

const parameters = Type.Object(
  {
    overlap: Type.Boolean({ description: 'whether the old key still verifies until its tokens expire' }),
    replicas: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 64,
        default: 'all',
        description: 'the restart stops after this many replicas until it is healed',
      }),
    ),
    pauseSeconds: Type.Optional(
      Type.Number({ minimum: 0, maximum: 600, default: 0.2, description: 'between two replicas' }),
    ),
  },
  { additionalProperties: false },
)

export const rotateKeys = defineFault({
  summary: 'each replica in turn is restarted with a new key for tokens, with or without overlap',
  consequence: 'each replica that got the new key is another process than before',
  parameters,
  needs: 'tokens',
  async inject(stack, { overlap, replicas: upTo = Number.POSITIVE_INFINITY, pauseSeconds = 0.2 }, { pause }) {
    const all = stack.replicas
    const old = all[0]?.settings.tokenKeys[0] ?? ''
    const next = successorOf(old)
    const rounds = overlap
      ? [
          [old, next],
          [next, old],
        ]
      : [[next]]
    const toDo = rounds.flatMap((tokenKeys) => all.map((replica) => ({ replica, tokenKeys })))
    const doAll = async (steps: typeof toDo) => {
      for (const [index, { replica, tokenKeys }] of steps.entries()) {
        if (index > 0) await pause(pauseSeconds)
        await restartGently(stack, replica, { change: (one) => one.configure({ tokenKeys }) })
      }
    }
    const done = toDo.slice(0, upTo)
    const hit = [...new Set(done.map(({ replica }) => replica))]
    const watch = await restartWatch(hit)
    await doAll(done)
    return { what: hit.map(({ name }) => name).join(', '), ...watch, heal: () => doAll(toDo.slice(done.length)) }
  },
})

/** `key-2` after `key-1`. */
function successorOf(key: string): string {
  return `key-${1 + Number(key.split('-').at(-1))}`
}
