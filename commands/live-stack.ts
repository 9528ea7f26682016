/** A running stack as the live page wants it: its replicas, and what its buttons do. */

import type { StackAction } from '../services/dashboard/events.ts'
import type { LiveStack } from '../services/dashboard/live-stack.ts'
import type { Part, Replica, Stack } from '../stack/stack.ts'

/** More than that teach nothing new, and a laptop has only so much memory. */
export const maxReplicas = 6

/** @param stackOf the stack once it is up, which it is before any page can ask */
export function liveStackOf(stackOf: () => Stack): LiveStack {
  return {
    get replicas() {
      return stackOf().replicas
    },
    get hasRedis() {
      return stackOf().redis !== undefined
    },
    act: (action) => actOn(stackOf(), action),
  }
}

async function actOn(stack: Stack, action: StackAction): Promise<void> {
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
