/** Posts: every logged-in user reads and writes them; only the author changes or deletes one. */
import type { FastifyInstance } from 'fastify'
import Type from 'typebox'
import type { Posts, StoredPost } from '../../database/posts.ts'
import { type ProblemReason, sendProblem } from '../http/problem.ts'
import { idParams, type Scope } from './schema.ts'

const pageSize = 20

const post = Type.Object({
  id: Type.Integer(),
  author: Type.String(),
  title: Type.String(),
  body: Type.String(),
  createdAt: Type.String(),
})

const text = Type.Object(
  { title: Type.String({ minLength: 1, maxLength: 200 }), body: Type.String({ maxLength: 5000 }) },
  { additionalProperties: false },
)

const list = {
  /** The page after the one whose last post had this id. */
  querystring: Type.Object({ before: Type.Optional(idParams.properties.id) }),
  response: { 200: Type.Object({ posts: Type.Array(post) }) },
}

/** `/posts` and `/posts/:id`. */
export function postRoutes(scope: FastifyInstance, posts: Posts): void {
  const typed: Scope = scope.withTypeProvider()

  /** The post, or the reason why this user may not change it. */
  function ownPost(id: string, userId: number): StoredPost | ProblemReason {
    const found = posts.byId(Number(id))
    if (!found) return 'no-such-post'
    return found.authorId === userId ? found : 'not-the-author'
  }

  typed.get('/posts', { schema: list }, async ({ query }) => {
    const before = query.before === undefined ? Number.MAX_SAFE_INTEGER : Number(query.before)
    return { posts: posts.list(before, pageSize) }
  })
  typed.post('/posts', { schema: { body: text, response: { 201: post } } }, async (request, reply) => {
    return reply.code(201).send(posts.create(request.caller.identity.id, request.body))
  })
  typed.get('/posts/:id', { schema: { params: idParams, response: { 200: post } } }, async (request, reply) => {
    return posts.byId(Number(request.params.id)) ?? sendProblem(reply, 'no-such-post')
  })
  typed.put(
    '/posts/:id',
    { schema: { params: idParams, body: text, response: { 200: post } } },
    async (request, reply) => {
      const own = ownPost(request.params.id, request.caller.identity.id)
      if (typeof own === 'string') return sendProblem(reply, own)
      posts.update(own.id, request.body)
      return { ...own, ...request.body }
    },
  )
  typed.delete('/posts/:id', { schema: { params: idParams } }, async (request, reply) => {
    const own = ownPost(request.params.id, request.caller.identity.id)
    if (typeof own === 'string') return sendProblem(reply, own)
    posts.delete(own.id)
    return reply.code(204).send()
  })
}
