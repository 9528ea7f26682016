/** How the credential grows with the cart, and with how many items it was refused for its size; beside what theory says. Pure. */

import { itemName } from '../../../bench/history/cart-item.ts'
import type { HistorySlice } from '../../../bench/history/history.ts'
import type { Operation } from '../../../bench/history/operation.ts'
import { sessionsOf } from '../../anomalies/checker.ts'
import {
  type CartInCredential,
  headerLimits,
  predictCredentialBytes,
  predictItemsWithin,
} from '../../theory/credential-size.ts'

export interface CredentialGrowth {
  /** With 0, 10 and 100 items, as far as there were so many. */
  readonly sizes: readonly { readonly items: number; readonly bytes: number; readonly predicted: number }[]
  /** The most items with which a request was answered. */
  readonly answeredWith: number
  /** The first refusal in the smallest cart; null where there was none. */
  readonly refused: {
    readonly items: number
    readonly bytes: number
    readonly status: number
    readonly reason: string | null
    /** A replica's name, or `nginx`. */
    readonly by: string
  } | null
  /** How many items fit, by theory, below each limit; null where there is no end. */
  readonly fits: Readonly<Record<keyof typeof headerLimits, number | null>>
}

/** A request, and how many items its session had been told are in the cart. */
interface Sample {
  readonly items: number
  readonly bytes: number
  readonly operation: Operation
}

const shownItems = [0, 10, 100]

/** undefined where the workload does not fill carts. */
export function credentialGrowth(slice: HistorySlice, workload: string): CredentialGrowth | undefined {
  if (workload !== 'fill-cart') return undefined
  const samples = sessionsOf(slice.operations).flatMap(samplesOf)
  const answered = samples.filter(({ operation }) => operation.outcome === 'ok')
  const empty = answered.filter(({ items }) => items === 0)
  if (empty.length === 0) return undefined
  /** Names grow longer with their numbers: those of the first so many items. */
  const cartOf = (items: number): CartInCredential => ({
    sessionLivesIn: slice.sessionLivesIn,
    emptyBytes: mean(empty.map(({ bytes }) => bytes)),
    itemBytes: mean(answered.flatMap(({ operation }) => nameBytes(operation, items))),
  })
  const full = cartOf(Number.POSITIVE_INFINITY)
  const [first] = samples.filter(({ operation }) => isRefusal(operation)).toSorted((a, b) => a.items - b.items)
  return {
    sizes: shownItems.flatMap((items) => {
      const having = answered.filter((sample) => sample.items === items)
      if (having.length === 0) return []
      return [
        {
          items,
          bytes: mean(having.map(({ bytes }) => bytes)),
          predicted: items === 0 ? full.emptyBytes : predictCredentialBytes(cartOf(items), items),
        },
      ]
    }),
    answeredWith: Math.max(...answered.map(({ items }) => items)),
    refused: first === undefined ? null : refusalOf(first),
    fits: {
      cookie: finite(predictItemsWithin(full, headerLimits.cookie.bytes)),
      line: finite(predictItemsWithin(full, headerLimits.line.bytes)),
      headers: finite(predictItemsWithin(full, headerLimits.headers.bytes)),
    },
  }
}

/** Of an item that was written among the first so many. */
function nameBytes(operation: Operation, items: number): number[] {
  const { item } = operation
  return item === undefined || item >= items ? [] : [itemName(operation, item).length]
}

function samplesOf(session: readonly Operation[]): Sample[] {
  let items = 0
  return session.flatMap((operation) => {
    const { credentialBytes: bytes, kind, outcome } = operation
    const sample = bytes === undefined ? [] : [{ items, bytes, operation }]
    if (kind === 'cart-add' && outcome === 'ok') items += 1
    return sample
  })
}

/** 5xx is no answer to what was asked: it is judged as unavailable. */
function isRefusal({ status = 0 }: Operation): boolean {
  return status >= 400 && status < 500
}

function refusalOf({ items, bytes, operation }: Sample): CredentialGrowth['refused'] {
  const { status = 0, reason, replica } = operation
  return { items, bytes, status, reason: reason ?? null, by: replica ?? 'nginx' }
}

const finite = (value: number) => (Number.isFinite(value) ? value : null)
const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length
