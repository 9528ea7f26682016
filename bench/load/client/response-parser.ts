/** The fields of an answer that checks use. */

import { type Item, itemOf } from '../../history/cart-item.ts'
import type { Answer } from '../http-message.ts'
import { kindsWhere } from '../workloads/operation-kinds.ts'

/** Each field is present only if the answer contains it. */
export interface Reading {
  readonly reason?: string
  readonly identity?: string
  readonly items?: readonly Item[]
  readonly version?: number
}

const parsedKinds = kindsWhere(({ isParsed }) => isParsed === true)

/** The parsed body of an answer; empty if no check needs it, or if it cannot be parsed. */
export function bodyOf(kind: string, { status, body }: Answer): ReadableBody {
  return status >= 400 || parsedKinds.has(kind) ? parse(body) : {}
}

/** @param of the session's user and number: names of its own items are shortened */
export function readingOf(
  { reason, user, name, items, version }: ReadableBody,
  of: { readonly user: string; readonly session: number },
): Reading {
  const identity = user?.name ?? name
  return {
    ...(reason !== undefined && { reason }),
    ...(identity !== undefined && { identity }),
    ...(items !== undefined && { items: items.map((item) => itemOf(of, item)) }),
    ...(version !== undefined && { version }),
  }
}

interface ReadableBody {
  readonly access_token?: string
  readonly user?: { readonly id?: number; readonly name?: string }
  readonly name?: string
  readonly reason?: string
  readonly items?: readonly string[]
  readonly version?: number
}

/** An answer may come from another server: a body that cannot be parsed counts as empty. */
function parse(body: string): ReadableBody {
  try {
    return (JSON.parse(body) as ReadableBody | null) ?? {}
  } catch {
    return {}
  }
}
