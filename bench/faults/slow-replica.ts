/** A replica answers slowly: all health checks pass, and requests routed to it wait. */
import Type from 'typebox'
import { defineFault, latencyParameters, pickReplica, replicaParameter } from './fault.ts'
import { addToxics, linksOf } from './link-toxics.ts'

const parameters = Type.Object(
  { ...replicaParameter.properties, ...latencyParameters },
  { additionalProperties: false },
)

export const slowReplica = defineFault({
  summary: "each of a replica's answers is delayed; healed, it is not",
  parameters,
  links: ['replicas'],
  async inject(stack, { replica, latencyMs: latency, jitterMs: jitter = 0 }, { random }) {
    const { name } = pickReplica(stack, replica, random)
    const links = linksOf(stack, 'replicas', ({ to }) => to === name)
    const heal = addToxics(links, [{ name: 'slow-replica', type: 'latency', attributes: { latency, jitter } }])
    return { what: name, heal }
  },
})
