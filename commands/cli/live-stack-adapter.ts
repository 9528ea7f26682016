/** A running stack as the live page wants it: its replicas, and what its buttons do. */

import type { StackAction } from '../../dashboard/protocol/requests.ts'
import type { DashboardStack } from '../../dashboard/server/stack-watch.ts'
import type { Part, Replica, Stack } from '../../stack/stack.ts'

/** More than that teach nothing new, and a laptop has only so much memory. */
export const maxReplicas = 6

/**
 * @param stackOf the stack once it is up, which it is before any page can ask
 * @param firstReplicas how many it was started with
 */
export function liveStackOf(stackOf: () => Stack, firstReplicas: number): DashboardStack {
  return {
    get replicas() {
      return stackOf().replicas
    },
    get hasRedis() {
      return stackOf().redis !== undefined
    },
    act: (action) => (action.verb === 'restore' ? restore(stackOf(), firstReplicas) : actOn(stackOf(), action)),
  }
}

async function actOn(stack: Stack, action: Exclude<StackAction, { readonly verb: 'restore' }>): Promise<void> {
  if ('redis' in action) {
    if (stack.redis === undefined) throw new Error('this stack has no Redis: none of its modes needs one')
    await actOnPart(stack.redis, action.verb)
  } else if ('replica' in action) {
    if (action.verb === 'remove') await stack.removeReplica(nameOf(stack, action.replica))
    else await actOnPart(replicaOf(stack, action.replica), action.verb)
  } else {
    if (stack.replicas.length >= maxReplicas)
      throw new Error(`${maxReplicas} replicas are as many as there may be here`)
    await stack.addReplica()
  }
}

/** Redis first, since replicas that start ask it; then the replicas there are, then those that are missing or too many. */
async function restore(stack: Stack, firstReplicas: number): Promise<void> {
  if (stack.redis) await wake(stack.redis)
  const wanted = Array.from({ length: firstReplicas }, (_, index) => `replica-${index + 1}`)
  const isWanted = ({ name }: Replica) => wanted.includes(name)
  await Promise.all(stack.replicas.filter(isWanted).map(wake))
  const missing = firstReplicas - stack.replicas.filter(isWanted).length
  for (let added = 0; added < missing; added += 1) await stack.addReplica()
  for (const { name } of stack.replicas.filter((replica) => !isWanted(replica))) await stack.removeReplica(name)
}

async function wake(part: Part): Promise<void> {
  await part.resume()
  await part.start()
}

async function actOnPart(part: Part, verb: 'kill' | 'pause' | 'resume' | 'restart' | 'start'): Promise<void> {
  if (verb === 'kill') await part.kill()
  else if (verb === 'pause') await part.pause()
  else if (verb === 'resume') await part.resume()
  else if (verb === 'start') await part.start()
  else {
    await part.stop()
    await part.start()
  }
}

function replicaOf(stack: Stack, name: string): Replica {
  const found = stack.replicas.find((replica) => replica.name === name)
  if (found === undefined)
    throw new Error(`there is no ${name}: there are ${stack.replicas.map((one) => one.name).join(', ')}`)
  return found
}

const nameOf = (stack: Stack, name: string) => replicaOf(stack, name).name
