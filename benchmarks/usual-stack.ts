/**
 * The usual stack, for comparison: Express 5, express-session, connect-redis over its own client, as their own pages set them
 * up. The same routes, answers and database as the replica's mode `redis`; what differs is what carries them.
 *
 * Mounted twice. Under `/redis` as it comes: connect-redis prolongs the session in Redis with each request (`touch`). Under
 * `/redis-untouched` it does not, as our sessions are not prolonged either.
 */

import type { AddressInfo } from 'node:net'
import { RedisStore } from 'connect-redis'
import express, { type NextFunction, type Request, type Response, Router } from 'express'
import session from 'express-session'
import { createClient } from 'redis'
import { createDatabase, openConnection } from '../services/database/database.ts'
import { seed } from '../services/database/seed.ts'
import type { User } from '../services/database/users.ts'
import { readConfig } from '../services/replica/config/config.ts'

declare module 'express-session' {
  interface SessionData {
    userId: number
    issuedBy: string
    version: number
    items: string[]
  }
}

const config = readConfig()
const connection = openConnection(config.database)
await seed(connection, config.virtualUsers)
const { users, posts } = createDatabase(connection, config.loginTolerance)
const client = createClient({ url: config.redis ?? '' })
client.on('error', (error: Error) => console.error(error.message))
await client.connect()

const app = express()
app.use((_request, response, next) => {
  response.set({ 'x-replica': config.replica, 'cache-control': 'no-store' })
  next()
})
app.use(express.json({ limit: '16kb' }))
for (const path of ['/healthz', '/readyz']) app.get(path, (_request, response) => void response.json({}))
app.get('/status', (_request, response) => {
  response.json({ pid: process.pid, cpuMicros: process.cpuUsage(), modes: {} })
})
app.use('/redis', mode('redis', false))
app.use('/redis-untouched', mode('redis-untouched', true))

const server = app.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo
  process.send?.({ ready: { port, statusPort: port } })
})
server.keepAliveTimeout = 3_600_000
process.on('disconnect', () => process.exit())
process.on('SIGTERM', () => process.exit())

function mode(name: string, disableTouch: boolean): Router {
  const router = Router()
  router.use(
    session({
      store: new RedisStore({ client, prefix: `usual:${name}:`, ttl: config.sessionTtlSeconds, disableTouch }),
      name: 'sid',
      secret: config.secret,
      resave: false,
      saveUninitialized: false,
      cookie: { path: `/${name}`, httpOnly: true, sameSite: 'lax', maxAge: config.sessionTtlSeconds * 1000 },
    }),
  )
  router.post('/login', logIn)
  router.use(requireLogin)
  router.post('/logout', (request, response, next) =>
    request.session.destroy((error) => (error ? next(error) : response.clearCookie('sid').status(204).end())),
  )
  router.get('/me', ({ session: { issuedBy, version } }, response) => {
    response.json({ ...callerOf(response), issuedBy, servedBy: config.replica, version })
  })
  router.get('/cart', ({ session: { items, version } }, response) => void response.json({ items, version }))
  router.post('/cart', ({ session, body }, response) => {
    session.items = [...(session.items ?? []), body.item]
    session.version = (session.version ?? 0) + 1
    response.json({ items: session.items, version: session.version })
  })
  postRoutes(router)
  adminRoutes(router)
  return router
}

async function logIn(request: Request, response: Response, next: NextFunction): Promise<void> {
  const user = await users.verify(`${request.body.username}`, `${request.body.password}`, `${request.ip}`)
  if (!user) return void response.status(401).json({ reason: 'bad-credentials' })
  request.session.regenerate((error) => {
    if (error) return next(error)
    Object.assign(request.session, { userId: user.id, issuedBy: config.replica, version: 0, items: [] })
    response.json({ user })
  })
}

function requireLogin({ session }: Request, response: Response, next: NextFunction): void {
  const user = session.userId === undefined ? undefined : users.byId(session.userId)
  if (!user) return void response.status(401).json({ reason: 'missing' })
  response.locals['user'] = user
  next()
}

const callerOf = ({ locals }: Response) => locals['user'] as User

function postRoutes(router: Router): void {
  router.get('/posts', (_request, response) => void response.json({ posts: posts.list(Number.MAX_SAFE_INTEGER, 20) }))
  router.post('/posts', ({ body }, response) => {
    response.status(201).json(posts.create(callerOf(response).id, body))
  })
  router.get('/posts/:id', ({ params }, response) => {
    const found = posts.byId(Number(params.id))
    response.status(found ? 200 : 404).json(found ?? { reason: 'no-such-post' })
  })
  const ownPost = ({ params }: Request<{ id: string }>, response: Response, next: NextFunction) => {
    const isOwn = posts.byId(Number(params.id))?.authorId === callerOf(response).id
    if (isOwn) next()
    else response.status(403).json({ reason: 'not-the-author' })
  }
  router.put('/posts/:id', ownPost, ({ params, body }, response) => {
    posts.update(Number(params.id), body)
    response.json(posts.byId(Number(params.id)))
  })
  router.delete('/posts/:id', ownPost, ({ params }, response) => {
    posts.delete(Number(params.id))
    response.status(204).end()
  })
}

function adminRoutes(router: Router): void {
  router.use('/admin', (_request, response, next) => {
    if (callerOf(response).role === 'admin') next()
    else response.status(403).json({ reason: 'not-an-admin' })
  })
  router.get('/admin/users', (_request, response) => void response.json({ users: users.list(0, 100) }))
  router.put('/admin/users/:id/role', ({ params, body }, response) => {
    const user = users.setRole(Number(params.id), body.role)
    response.status(user ? 200 : 404).json(user ?? { reason: 'no-such-user' })
  })
}
