/** What a replica can do wrong with posts. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { type Defect, everyNth } from './defect.fixture.ts'

/** Marks the second copy of a doubled post, which must not be doubled again. */
const copyHeader = 'x-copy'

/** A defect that handles one post in 50 before, or instead of, the route. */
const interceptingPosts =
  (intercept: (app: FastifyInstance, request: FastifyRequest, reply: FastifyReply) => Promise<unknown>): Defect =>
  (create) =>
  async (scope, context) => {
    const intercepts = everyNth(50)
    scope.addHook('preHandler', async (request, reply) => {
      const isPost = request.method === 'POST' && request.routeOptions.url?.endsWith('/posts')
      if (isPost && request.headers[copyHeader] === undefined && intercepts()) await intercept(scope, request, reply)
    })
    return create(scope, context)
  }

export const postDefects = {
  /** Acknowledges one post in 50 without writing it. */
  'drops-posts': interceptingPosts(async (_app, request, reply) =>
    reply.code(201).send({ id: 1, author: 'nobody', createdAt: '', ...(request.body as object) }),
  ),
  /** Writes one post in 50 twice. */
  'doubles-posts': interceptingPosts(async (app, { method, url, headers, body }) =>
    app.inject({
      method: method as 'POST',
      url,
      headers: { ...headers, [copyHeader]: 'yes' },
      payload: body as object,
    }),
  ),
} as const satisfies Record<string, Defect>
