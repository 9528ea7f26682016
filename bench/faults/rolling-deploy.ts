/** A rolling deployment: each replica in turn is stopped gracefully and started again, with pauses. Needs no healing. */
import Type from 'typebox'
import { defineFault } from './fault.ts'
import { restartGently, restartWatch } from './gentle-restart.ts'

const parameters = Type.Object(
  {
    pauseSeconds: Type.Optional(
      Type.Number({ minimum: 0, maximum: 600, default: 0.5, description: 'between two replicas' }),
    ),
    drained: Type.Optional(
      Type.Boolean({ default: true, description: 'each replica is drained before it is stopped' }),
    ),
  },
  { additionalProperties: false },
)

export const rollingDeploy = defineFault({
  summary: 'each replica in turn is stopped gracefully and started again',
  consequence: 'each replica is another process than before',
  parameters,
  async inject(stack, { pauseSeconds = 0.5, drained = true }, { pause }) {
    const { replicas } = stack
    const watch = await restartWatch(replicas)
    for (const [index, replica] of replicas.entries()) {
      if (index > 0) await pause(pauseSeconds)
      await restartGently(stack, replica, { drained })
    }
    return { what: replicas.map(({ name }) => name).join(', '), ...watch, heal: async () => {} }
  },
})
