/** A replica that is wrong on purpose about posts, in modes of strategy `memory`: for the tests of the checkers that look for it. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { strategies } from '../../strategies/registry.ts'
import type { StrategyFactory } from '../../strategies/strategy.ts'
import { startReplica } from '../start.ts'

/** One in this many. */
const oneIn = 50

const breakages = {
  /** Acknowledges one post in 50 without writing it. */
  drop: async (_app, request, reply) => {
    const text = request.body as object
    return reply.code(201).send({ id: 1, author: 'nobody', createdAt: '', ...text })
  },
  /** Writes one post in 50 twice: once more than it was sent. */
  double: async (app, { method, url, headers, body }) => {
    await app.inject({
      method: method as 'POST',
      url,
      headers: { ...headers, [markedBy]: 'yes' },
      payload: body as object,
    })
  },
} as const satisfies Record<
  string,
  (app: FastifyInstance, request: FastifyRequest, reply: FastifyReply) => Promise<unknown>
>

/** What has been doubled is not doubled again. */
const markedBy = 'x-again'

/** Starts a replica that has one of the faults above. */
export async function startReplicaBrokenInPosts(fault: keyof typeof breakages): Promise<void> {
  const load = async (): Promise<StrategyFactory> => {
    const memory = await strategies.memory.load()
    return async (scope, context) => {
      let count = 0
      scope.addHook('preHandler', async (request, reply) => {
        const isPost = request.method === 'POST' && request.routeOptions.url?.endsWith('/posts')
        if (!isPost || request.headers[markedBy] !== undefined) return
        count += 1
        if (count % oneIn === 0) await breakages[fault](scope, request, reply)
      })
      return memory(scope, context)
    }
  }
  await startReplica({ strategies: { ...strategies, memory: { ...strategies.memory, load } } })
}
