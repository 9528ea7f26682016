/** A session as @fastify/session's documentation shows it, in the store that it is given. */
import { fastifyCookie } from '@fastify/cookie'
import { fastifySession, type SessionStore } from '@fastify/session'
import type { FastifyInstance } from 'fastify'
import { config, type Login, me, serve, users } from './minimal-app.ts'

declare module 'fastify' {
  interface Session {
    userId?: number
    issuedBy?: string
    version?: number
  }
}

/** @param store the plugin's own in memory, if there is none */
export async function serveSessions(mode: string, store?: SessionStore): Promise<void> {
  await serve(mode, async (scope: FastifyInstance) => {
    await scope.register(fastifyCookie)
    await scope.register(fastifySession, {
      secret: config.secret,
      cookieName: 'sid',
      cookie: { path: `/${mode}`, secure: false, maxAge: config.sessionTtlSeconds * 1000 },
      saveUninitialized: false,
      rolling: false,
      ...(store && { store }),
    })
    scope.post<Login>('/login', async ({ body, session, ip }) => {
      const user = await users.verify(body.username, body.password, ip)
      Object.assign(session, { userId: user?.id, issuedBy: config.replica, version: 0 })
      return { user }
    })
    scope.get('/me', me, ({ session }) => {
      const user = session.userId === undefined ? undefined : users.byId(session.userId)
      if (!user) throw Object.assign(new Error('not logged in'), { statusCode: 401 })
      return { ...user, issuedBy: session.issuedBy, servedBy: config.replica, version: session.version }
    })
  })
}
