/** One replica's clock is off: it is restarted with it, since a clock that jumps under a running program is another story. */
import Type from 'typebox'
import { defineFault, pickReplica, replicaParameter } from './fault.ts'
import { restartGently } from './gentle-restart.ts'

const parameters = Type.Object(
  {
    ...replicaParameter.properties,
    seconds: Type.Integer({
      minimum: -86_400,
      maximum: 86_400,
      description: 'how far the clock is ahead; behind, where negative',
    }),
  },
  { additionalProperties: false },
)

export const clockSkew = defineFault({
  summary: 'a replica is restarted with a clock that is off; healed, it is restarted with a true one',
  parameters,
  async inject(stack, { replica: name, seconds }, { random }) {
    const replica = pickReplica(stack, name, random)
    const restart = (clockOffsetSeconds: number) =>
      restartGently(stack, replica, { change: (one) => one.configure({ clockOffsetSeconds }) })
    await restart(seconds)
    return { what: replica.name, heal: () => restart(0) }
  },
})
