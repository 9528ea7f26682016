/** What an answer says, as far as a checker could ask. */

import { type Item, itemOf } from '../../history/cart-item.ts'
import type { Answer } from '../http-message.ts'
import { kindsWhere } from '../workloads/operation-kinds.ts'

/** Each field is there where the answer says so. */
export interface Reading {
  readonly reason?: string
  readonly identity?: string
  readonly items?: readonly Item[]
  readonly version?: number
}

const parsedKinds = kindsWhere(({ isParsed }) => isParsed === true)

/** The body of an answer; empty where it is not worth reading, or cannot be read. */
export function bodyOf(kind: string, { status, body }: Answer): ReadableBody {
  return status >= 400 || parsedKinds.has(kind) ? parse(body) : {}
}

/** @param of whose session it is: its own items are kept short */
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

/** Not every answer is one of ours: a body that cannot be read says nothing. */
function parse(body: string): ReadableBody {
  try {
    return (JSON.parse(body) as ReadableBody | null) ?? {}
  } catch {
    return {}
  }
}
