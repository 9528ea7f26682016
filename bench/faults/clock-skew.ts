/** One replica's clock is wrong. The replica is restarted with it, since a clock jump in a running process is another fault. */
import Type from 'typebox'
import { processOf } from '../probes/part-probe.ts'
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
  consequence: 'the clock on its status page differs from the true one by so many seconds',
  parameters,
  async inject(stack, { replica: name, seconds }, { random }) {
    const replica = pickReplica(stack, name, random)
    const restart = (clockOffsetSeconds: number) =>
      restartGently(stack, replica, { change: (one) => one.configure({ clockOffsetSeconds }) })
    await restart(seconds)
    return {
      what: replica.name,
      confirm: async () => {
        const { clockAheadMs } = await processOf(replica)
        // Reading it takes time, so a second or two is close enough.
        return Math.abs(clockAheadMs / 1_000 - seconds) < Math.min(2, Math.abs(seconds) / 2)
      },
      heal: () => restart(0),
    }
  },
})
