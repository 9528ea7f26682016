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
import { type Judgement, judgeBytes } from '../model/verdict.ts'

export interface CredentialGrowth {
  /** With 0, 10 and 100 items, as far as there were so many. */
  readonly sizes: readonly CredentialSize[]
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

/** Mean bytes of the credentials of all sessions that had so many items. */
export interface CredentialSize {
  readonly items: number
  readonly bytes: number
  /** From the size at each login, and the format; null at the login itself, which theory does not predict. */
  readonly predicted: number | null
  readonly judgement?: Judgement
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
  const emptyBySession = new Map(empty.map(({ operation, bytes }) => [operation.session, bytes]))
  /** Names grow longer with their numbers: those of the first so many items. */
  const cartOf = (items: number, emptyBytes: number): CartInCredential => ({
    sessionLivesIn: slice.sessionLivesIn,
    emptyBytes,
    itemBytes: mean(answered.flatMap(({ operation }) => nameBytes(operation, items))),
  })
  const full = cartOf(Number.POSITIVE_INFINITY, mean(empty.map(({ bytes }) => bytes)))
  const [first] = samples.filter(({ operation }) => isRefusal(operation)).toSorted((a, b) => a.items - b.items)
  return {
    sizes: shownItems.flatMap((items): CredentialSize[] => {
      const having = answered.flatMap(({ operation, ...sample }) => {
        const atLogin = emptyBySession.get(operation.session)
        return sample.items === items && atLogin !== undefined ? [{ atLogin, ...sample }] : []
      })
      if (having.length === 0) return []
      const bytes = mean(having.map((sample) => sample.bytes))
      if (items === 0) return [{ items, bytes, predicted: null }]
      const predicted = predictCredentialBytes(cartOf(items, mean(having.map(({ atLogin }) => atLogin))), items)
      return [{ items, bytes, predicted, judgement: judgeBytes(bytes, predicted) }]
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
