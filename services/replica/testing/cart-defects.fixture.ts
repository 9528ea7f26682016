/** What a replica can do wrong with carts. */
import type { Strategy } from '../../strategies/strategy.ts'
import { type Defect, everyNth, replacing } from './defect.fixture.ts'

type State = NonNullable<Strategy['state']>

/** A defect that replaces methods of the strategy's `state`. */
const replacingState = (methods: (state: State) => Partial<State>): Defect =>
  replacing(({ state }) => {
    if (!state) throw new Error('this defect needs a strategy that has state')
    return { state: { ...state, ...methods(state) } }
  })

export const cartDefects = {
  /** Acknowledges one item in 50 without storing it. */
  'drops-items': replacingState(({ read, append }) => {
    const drops = everyNth(50)
    return {
      append: async (request, reply, item) => {
        if (!drops()) return append(request, reply, item)
        const { items, version } = await read(request)
        return { items: [...items, item], version: version + 1 }
      },
    }
  }),
  /** Answers one read in 50 with the cart as it was before the last write. */
  'serves-old-carts': replacingState(({ read }) => {
    const isOld = everyNth(50)
    return {
      read: async (request) => {
        const cart = await read(request)
        if (cart.version === 0 || !isOld()) return cart
        return { items: cart.items.slice(0, -1), version: cart.version - 1 }
      },
    }
  }),
  /** Applies one write in 50 twice. */
  'doubles-items': replacingState(({ append }) => {
    const doubles = everyNth(50)
    return {
      append: async (request, reply, item) => {
        if (doubles()) await append(request, reply, item)
        return append(request, reply, item)
      },
    }
  }),
} as const satisfies Record<string, Defect>
