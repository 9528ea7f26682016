/** What a replica can do wrong with sessions. The strategy must be `memory`, which names them in the cookie `sid`. */
import type { Verdict } from '../../strategies/strategy.ts'
import { type Defect, everyNth, replacing } from './defect.fixture.ts'

export const sessionDefects = {
  /** Permanently loses one session in 100. */
  'forgets-sessions': replacing((strategy) => {
    const lost = new Map<string, boolean>()
    const loses = everyNth(100)
    return {
      identify: async (request) => {
        const cookie = request.cookies['sid']
        if (cookie && !lost.has(cookie)) lost.set(cookie, loses())
        return cookie && lost.get(cookie) ? { ok: false, reason: 'unknown-session' } : strategy.identify(request)
      },
    }
  }),
  /** Answers about one request in 100 as the user of the request before it. */
  'swaps-users': replacing((strategy) => {
    let previous: Verdict | undefined
    const swaps = everyNth(100)
    return {
      identify: async (request) => {
        const verdict = await strategy.identify(request)
        if (!verdict.ok) return verdict
        const other = previous?.ok && previous.identity.id !== verdict.identity.id ? previous : undefined
        previous = verdict
        return other && swaps() ? other : verdict
      },
    }
  }),
  /** Keeps the role that one session in ten had at its first request. */
  'remembers-roles': replacing((strategy) => {
    const known = new Map<string, Verdict>()
    return {
      identify: async (request) => {
        const verdict = await strategy.identify(request)
        const cookie = request.cookies['sid']
        if (!verdict.ok || cookie === undefined) return verdict
        if (!known.has(cookie)) known.set(cookie, verdict)
        return [...known.keys()].indexOf(cookie) % 10 === 9 ? (known.get(cookie) ?? verdict) : verdict
      },
    }
  }),
  /** Acknowledges one logout in 50 without ending the session. */
  'ignores-logouts': replacing((strategy) => {
    const ignores = everyNth(50)
    return { revoke: async (request) => (ignores() ? undefined : strategy.revoke?.(request)) }
  }),
  /** Acknowledges a logout everywhere without ending any session. */
  'ignores-logouts-everywhere': replacing(() => ({ revokeAll: async () => {} })),
  /** Writes the cookies of every request into the log. */
  'logs-cookies': (create) => async (scope, context) => {
    scope.addHook('onRequest', async ({ headers, log }) => log.info({ cookie: headers.cookie }, 'request'))
    return create(scope, context)
  },
} as const satisfies Record<string, Defect>
