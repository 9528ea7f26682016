/** A replica answers slowly: all health checks pass, and requests routed to it wait. */
import Type from 'typebox'
import type { Link } from '../../stack/stack.ts'
import { answerMs } from '../probes/part-probe.ts'
import { defineFault, latencyParameters, pickReplica, replicaParameter } from './fault.ts'
import { addToxics, isSlower, linksOf } from './link-toxics.ts'

const parameters = Type.Object(
  { ...replicaParameter.properties, ...latencyParameters },
  { additionalProperties: false },
)

export const slowReplica = defineFault({
  summary: "each of a replica's answers is delayed; healed, it is not",
  consequence: 'an answer through the link takes as long, and a direct one does not',
  parameters,
  links: ['replicas'],
  async inject(stack, { replica, latencyMs: latency, jitterMs: jitter = 0 }, { random }) {
    const { name, origin } = pickReplica(stack, replica, random)
    const links = linksOf(stack, 'replicas', ({ to }) => to === name)
    const heal = addToxics(links, [{ name: 'slow-replica', type: 'latency', attributes: { latency, jitter } }])
    const [{ address }] = links as [Link]
    const ask = (from: string, timeoutMs: number) => answerMs(`${from}/healthz`, timeoutMs)
    const through = (timeoutMs: number) => ask(`http://${address}`, timeoutMs)
    const confirm = () => isSlower(through, () => ask(origin, 2_000), latency - jitter)
    return { what: name, confirm, heal }
  },
})
