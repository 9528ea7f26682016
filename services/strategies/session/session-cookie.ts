/** What the strategies with a session cookie share: a signed cookie that names a session, over @fastify/session and a store of ours. */
import { fastifyCookie } from '@fastify/cookie'
import { fastifySession, type SessionStore as PluginStore } from '@fastify/session'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Cart, Refusal, RejectReason, Strategy, StrategyContext } from '../strategy.ts'
import { createCookieSigner } from './cookie-signer.ts'
import { cookieTerms } from './cookie-terms.ts'
import { createLoginList } from './login-list.ts'
import { createInactivity } from './session-activity.ts'
import { createSessionId, endOfSession } from './session-id.ts'
import type { SessionRecord, SessionStore } from './session-store.ts'

declare module 'fastify' {
  interface Session {
    /** There if, and only if, somebody is logged in. */
    record?: SessionRecord
    toJSON?: typeof savedHere.toJSON
  }
}

/** `<random>.<end>.<signature>`: anything else never came from us. */
const signedIdShape = /^[\w-]{24}\.[0-9a-z]+\.[A-Za-z0-9+/]{43}$/

/**
 * A strategy whose sessions are in `store`. Like most applications it reads and writes whole sessions, and lets
 * @fastify/session clear a cookie whose session this replica does not know: what follows from that is to be seen.
 */
export async function createSessionCookieStrategy(
  scope: FastifyInstance,
  context: StrategyContext,
  store: SessionStore,
): Promise<Strategy> {
  const { mode, replica, users, sessionTtlSeconds, sessionIdleSeconds } = context
  const { name: cookieName, options: cookie } = cookieTerms(context, 'sid')
  const signer = createCookieSigner(context.key('session-cookie'))
  const inactivity = createInactivity(sessionIdleSeconds)
  // Also for cookies that are taken away: @fastify/session leaves it out there, and browsers would keep one with a prefix.
  await scope.register(fastifyCookie, { parseOptions: { secure: cookie.secure } })
  await scope.register(fastifySession, {
    secret: signer,
    cookieName,
    cookie,
    store: adaptStore(store),
    idGenerator: () => createSessionId(sessionTtlSeconds),
    saveUninitialized: false,
    rolling: false,
  })

  function whyRefused(request: FastifyRequest): RejectReason {
    const cookie = request.cookies[cookieName]
    if (!cookie) return 'missing'
    const { valid, value } = signer.unsign(cookie)
    if (!valid || value === null) return signedIdShape.test(cookie) ? 'bad-signature' : 'malformed'
    return endOfSession(value) > Date.now() ? 'unknown-session' : 'expired'
  }

  async function save(request: FastifyRequest, record: SessionRecord): Promise<void> {
    request.session.record = record
    request.session.cookie.expires = new Date(endOfSession(request.session.sessionId))
    await orLeaveCookieAlone(request, () => request.session.save())
  }

  /** Nobody waits for it: where the store fails, the next request is noted instead. */
  function note(request: FastifyRequest): void {
    store.touch(request.session.sessionId, Date.now()).catch(() => {})
  }

  return {
    challenge: `Cookie realm="${mode}", form-action="/${mode}/login", cookie-name="${cookieName}"`,
    issue: async (request, _reply, user) => {
      // A session that the store knew came from outside and may be known to others: the login gets a new id.
      // Any other id was made for this very request.
      if (request.session.record) await orLeaveCookieAlone(request, () => request.session.regenerate())
      await save(request, { userId: user.id, issuedBy: replica, version: 0, items: [], seenAtMs: Date.now() })
      return {}
    },
    identify: (request) => {
      const { record } = request.session
      if (!record) return { ok: false, reason: whyRefused(request) }
      if (inactivity.isOver(record.seenAtMs)) return { ok: false, reason: 'expired' }
      if (inactivity.isWorthNoting(record.seenAtMs)) note(request)
      // Asked anew each time, so that a role that was taken away is gone at once.
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
 * The store adds the item by itself. The record that the request began with stays untouched, so that @fastify/session finds
 * nothing modified and saves nothing on the way out.
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

/** Where the store fails, @fastify/session must not save again or clear the cookie on the way out. */
async function orLeaveCookieAlone<T>(request: FastifyRequest, operation: () => Promise<T>): Promise<T> {
  try {
    return await operation()
  } catch (error) {
    Reflect.set(request, 'session', null)
    throw error
  }
}

/**
 * Belongs to every session that was found. To see whether a session must be saved on the way out, @fastify/session writes it
 * as JSON and hashes that, before the request and after it: 3 µs. Here whoever changes a session saves it, so there is nothing
 * to see, and one hash of nothing remains. Nor need it know until when a session lives, since its end is in its id: without a
 * cookie here there is nothing to merge.
 */
const savedHere = { toJSON: () => null, isModified: () => false, cookie: undefined as never }

/** Our store as @fastify/session wants it: with callbacks, and holding sessions rather than records. */
function adaptStore(store: SessionStore): PluginStore {
  return {
    get: (sid, callback) => {
      // By this replica's clock, whatever the store's says.
      if (!(endOfSession(sid) > Date.now())) return callback(null, null)
      const found = (record: SessionRecord | undefined) => callback(null, record ? { ...savedHere, record } : null)
      const read = store.read(sid)
      if (read instanceof Promise) read.then(found, callback)
      else found(read)
    },
    set: (sid, { record }, callback) => {
      // Nobody is logged in: there is nothing to keep.
      if (!record) return callback()
      store.write(sid, record).then(() => callback(), callback)
    },
    destroy: (sid, callback) => {
      store.delete(sid).then(() => callback(), callback)
    },
  }
}
