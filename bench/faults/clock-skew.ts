/** One replica's clock is wrong. The replica is restarted with it, since a clock jump in a running process is another fault. */
import Type from 'typebox'
import { defineFault, pickReplica, replicaParameter } from './fault.ts'
import { restartGently } from './gentle-restart.ts'

const parameters = Type.Object(
  {
    ...replicaParameter.properties,
    seconds: Type.Integer({
      minimum: -86_400,
      maximum: 86_400,
      description: 'how far the clock is ahead; negative: it is slow',
    }),
  },
  { additionalProperties: false },
)

export const clockSkew = defineFault({
  summary: 'a replica is restarted with a wrong clock; healed, it is restarted with the correct one',
  parameters,
  async inject(stack, { replica: name, seconds }, { random }) {
    const replica = pickReplica(stack, name, random)
    const restart = (clockOffsetSeconds: number) =>
      restartGently(stack, replica, { change: (one) => one.configure({ clockOffsetSeconds }) })
    await restart(seconds)
    return { what: replica.name, heal: () => restart(0) }
  },
})
