/** What strategy `memory` can do wrong with carts and logouts, for the tests of the checkers that look for it. */
import type { Strategy } from '../../strategies/strategy.ts'

/** One in this many. */
const oneIn = 50

type Breakage = (strategy: Strategy) => Partial<Strategy>

export const cartBreakages = {
  /** Acknowledges one item in 50 without keeping it. */
  drop: (strategy) => {
    const drops = everyNth()
    const { read, append } = stateOf(strategy)
    return {
      state: {
        read,
        append: async (request, reply, item) => {
          if (!drops()) return append(request, reply, item)
          const { items, version } = await read(request)
          return { items: [...items, item], version: version + 1 }
        },
      },
    }
  },
  /** Answers one read in 50 with the cart as it was before the last write. */
  outdate: (strategy) => {
    const outdates = everyNth()
    const { read, append } = stateOf(strategy)
    return {
      state: {
        append,
        read: async (request) => {
          const cart = await read(request)
          if (cart.version === 0 || !outdates()) return cart
          return { items: cart.items.slice(0, -1), version: cart.version - 1 }
        },
      },
    }
  },
  /** Applies one write in 50 twice. */
  double: (strategy) => {
    const doubles = everyNth()
    const { read, append } = stateOf(strategy)
    return {
      state: {
        read,
        append: async (request, reply, item) => {
          if (doubles()) await append(request, reply, item)
          return append(request, reply, item)
        },
      },
    }
  },
  /** Acknowledges one logout in 50 without ending anything. */
  revive: (strategy) => {
    const revives = everyNth()
    return { revoke: async (request) => (revives() ? undefined : strategy.revoke?.(request)) }
  },
} as const satisfies Record<string, Breakage>

function everyNth(): () => boolean {
  let count = 0
  return () => ++count % oneIn === 0
}

function stateOf({ state }: Strategy): NonNullable<Strategy['state']> {
  if (!state) throw new Error('strategy memory has state')
  return state
}
