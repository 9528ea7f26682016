/** The base of all strategies with a session cookie: a signed cookie that names a session, with @fastify/session and our own stores. */
import { fastifyCookie } from '@fastify/cookie'
import { fastifySession, type SessionStore as PluginStore } from '@fastify/session'
import type { FastifyInstance, FastifyRequest, Session } from 'fastify'
import type { Cart, Refusal, RejectReason, Strategy, StrategyContext } from '../strategy.ts'
import { cookieTerms } from './cookie-terms.ts'
import { createLoginList } from './login-list.ts'
import { createInactivity } from './session-activity.ts'
import { createSessionId, endOfSession } from './session-id.ts'
import type { SessionRecord, SessionStore } from './session-store.ts'

declare module 'fastify' {
  interface Session {
    /** Present if and only if a user is logged in. */
    record?: SessionRecord
  }
}

/** `<random>.<end>.<signature>`: the lab issues no other form. */
const signedIdShape = /^[\w-]{24}\.[0-9a-z]+\.[A-Za-z0-9+/]{43}$/

/**
 * A strategy whose sessions are in `store`, by @fastify/session and @fastify/cookie as their documentation shows. Like most
 * applications it reads and writes whole sessions; what a cookie with an unknown session gets is `context.unknownCookie`: the
 * lab measures the consequences.
 */
export async function createSessionCookieStrategy(
  scope: FastifyInstance,
  context: StrategyContext,
  store: SessionStore,
): Promise<Strategy> {
  const { mode, replica, users, sessionTtlSeconds, sessionIdleSeconds, unknownCookie } = context
  const { name: cookieName, options: cookie } = cookieTerms(context, 'sid')
  const secret = context.key('session-cookie')
  const inactivity = createInactivity(sessionIdleSeconds)
  // Sets `Secure` also when a cookie is cleared: @fastify/session omits it, and browsers would keep a cookie with a prefix.
  await scope.register(fastifyCookie, { secret, parseOptions: { secure: cookie.secure } })
  await scope.register(fastifySession, {
    secret,
    cookieName,
    cookie,
    store: adaptStore(store),
    idGenerator: () => createSessionId(sessionTtlSeconds),
    saveUninitialized: unknownCookie === 'overwritten',
    rolling: false,
  })

  function whyRefused(request: FastifyRequest): RejectReason {
    const cookie = request.cookies[cookieName]
    if (!cookie) return 'missing'
    const { valid, value } = request.unsignCookie(cookie)
    if (!valid || value === null) return signedIdShape.test(cookie) ? 'bad-signature' : 'malformed'
    return endOfSession(value) > Date.now() ? 'unknown-session' : 'expired'
  }

  function refuse(request: FastifyRequest): Refusal {
    const reason = whyRefused(request)
    if (unknownCookie === 'kept') leaveCookieAlone(request)
    return { ok: false, reason }
  }

  async function save(request: FastifyRequest, record: SessionRecord): Promise<void> {
    request.session.record = record
    request.session.cookie.expires = new Date(endOfSession(request.session.sessionId))
    await orLeaveCookieAlone(request, () => request.session.save())
  }

  /** The request does not wait for it: if the store fails, a later request is recorded instead. */
  function recordActivity(request: FastifyRequest): void {
    store.touch(request.session.sessionId, Date.now()).catch(() => {})
  }

  return {
    challenge: `Cookie realm="${mode}", form-action="/${mode}/login", cookie-name="${cookieName}"`,
    issue: async (request, _reply, user) => {
      // An existing session's cookie may have been planted, so the login gets a new id (session fixation).
      // Any other id was created for this request.
      if (request.session.record) await orLeaveCookieAlone(request, () => request.session.regenerate())
      await save(request, { userId: user.id, issuedBy: replica, version: 0, items: [], seenAtMs: Date.now() })
      return {}
    },
    identify: (request) => {
      const { record } = request.session
      if (!record) return refuse(request)
      if (inactivity.isOver(record.seenAtMs)) return { ok: false, reason: 'expired' }
      if (inactivity.isDue(record.seenAtMs)) recordActivity(request)
      // Reads the user with each request, so that a lost role takes effect at once.
      const identity = users.byId(record.userId)
      if (!identity) return { ok: false, reason: 'revoked' }
      return { ok: true, identity, issuedBy: record.issuedBy, version: record.version }
    },
    state: {
      read: (request) => cartOf(recordOf(request)),
      append: async (request, _reply, item) => {
        if (store.append) return appendTo(store.append, request, item)
        const record = recordOf(request)
        const next = { ...record, version: record.version + 1, items: [...record.items, item], seenAtMs: Date.now() }
        await save(request, next)
        return cartOf(next)
      },
    },
    revoke: (request) => orLeaveCookieAlone(request, () => request.session.destroy()),
    revokeAll: (request, userId) => orLeaveCookieAlone(request, () => store.deleteAllOf(userId)),
    logins: createLoginList({
      of: async (userId) =>
        [...(await store.allOf(userId))]
          .filter(([, { seenAtMs }]) => !inactivity.isOver(seenAtMs))
          .map(([id, { issuedBy, seenAtMs }]) => ({ id, issuedBy, seenAtMs })),
      end: store.delete,
      idOf: (request) => request.session.sessionId,
      ttlSeconds: sessionTtlSeconds,
    }),
    forget: (reply) => {
      reply.clearCookie(cookieName, { path: cookie.path })
    },
  }
}

function recordOf(request: FastifyRequest): SessionRecord {
  const { record } = request.session
  if (!record) throw new Error('[session-cookie] state of a request that was not identified')
  return record
}

/**
 * The store adds the item. The record of the request stays unchanged, so that @fastify/session finds no modification and saves
 * nothing when it answers.
 */
async function appendTo(
  append: NonNullable<SessionStore['append']>,
  request: FastifyRequest,
  item: string,
): Promise<Cart | Refusal> {
  const record = await orLeaveCookieAlone(request, () => append(request.session.sessionId, item))
  return record ? cartOf(record) : { ok: false, reason: 'unknown-session' }
}

const cartOf = ({ items, version }: SessionRecord) => ({ items, version })

/** If the store fails, @fastify/session must neither save again nor clear the cookie when it answers. */
async function orLeaveCookieAlone<T>(request: FastifyRequest, operation: () => Promise<T>): Promise<T> {
  try {
    return await operation()
  } catch (error) {
    leaveCookieAlone(request)
    throw error
  }
}

/** Without a session @fastify/session neither sets nor clears a cookie; its own `destroy` ends the same way. */
function leaveCookieAlone(request: FastifyRequest): void {
  Reflect.set(request, 'session', null)
}

/** Adapts a store to @fastify/session: callbacks, and sessions instead of records. The end of a session is in its id, not in its cookie. */
function adaptStore(store: SessionStore): PluginStore {
  return {
    get: (sid, callback) => {
      // By this replica's clock, not the store's.
      if (!(endOfSession(sid) > Date.now())) return callback(null, null)
      const found = (record: SessionRecord | undefined) => callback(null, record ? ({ record } as Session) : null)
      const read = store.read(sid)
      if (read instanceof Promise) read.then(found, callback)
      else found(read)
    },
    set: (sid, { record }, callback) => {
      // No user is logged in: nothing to store. So an anonymous session costs only its cookie here.
      if (!record) return callback()
      store.write(sid, record).then(() => callback(), callback)
    },
    destroy: (sid, callback) => {
      store.delete(sid).then(() => callback(), callback)
    },
  }
}
