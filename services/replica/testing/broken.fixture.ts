/** A replica that is wrong on purpose, for the harness's own tests: whoever measures must be seen to notice. */
import { strategies } from '../../strategies/registry.ts'
import type { Strategy, StrategyFactory, Verdict } from '../../strategies/strategy.ts'
import { startReplica } from '../start.ts'
import { cartBreakages } from './broken-cart.fixture.ts'

/** One in this many. */
const oneIn = 100

type Breakage = (strategy: Strategy) => Partial<Strategy>

/** What strategy `memory` does wrong. */
const breakages = {
  /** Forgets one session in 100, for good, by its name in the cookie. */
  lose: (strategy) => {
    const lost = new Map<string, boolean>()
    return {
      identify: async (request) => {
        const cookie = request.cookies['sid']
        if (cookie && !lost.has(cookie)) lost.set(cookie, lost.size % oneIn === oneIn - 1)
        return cookie && lost.get(cookie) ? { ok: false, reason: 'unknown-session' } : strategy.identify(request)
      },
    }
  },
  /** Answers about one request in 100 as another user, the one who asked before. */
  swap: (strategy) => {
    let previous: Verdict | undefined
    let count = 0
    return {
      identify: async (request) => {
        const verdict = await strategy.identify(request)
        if (!verdict.ok) return verdict
        const other = previous?.ok && previous.identity.id !== verdict.identity.id ? previous : undefined
        previous = verdict
        return other && ++count % oneIn === 0 ? other : verdict
      },
    }
  },
  /** Writes down the role at login, in one session in ten, and never asks for it again. */
  remember: (strategy) => {
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
  },
  /** Ends none of a user's sessions where all should end. */
  keep: () => ({ revokeAll: async () => {} }),
  ...cartBreakages,
} as const satisfies Record<string, Breakage>

/** Starts a replica whose strategy `memory` has one of the faults above. */
export async function startBrokenReplica(fault: keyof typeof breakages): Promise<void> {
  const load = async (): Promise<StrategyFactory> => {
    const memory = await strategies.memory.load()
    return async (scope, context) => {
      const strategy = await memory(scope, context)
      return { ...strategy, ...breakages[fault](strategy) }
    }
  }
  await startReplica({ strategies: { ...strategies, memory: { ...strategies.memory, load } } })
}
