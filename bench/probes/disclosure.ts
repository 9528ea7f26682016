/** What whoever reads a credential learns from it: no key is needed for that, only the text. Pure. */

import type { Disclosure } from '../history/records.ts'
import type { Held } from './held-credentials.ts'
import { credentialIn, isSession } from './secrets.ts'

/** undefined where nothing is held. */
export function disclosureOf({ headers, login, answer }: Held): Disclosure | undefined {
  const credential = credentialIn(headers)
  if (credential === undefined) return undefined
  const { carrier, text } = credential
  if (carrier === 'basic') return { carrier, readByScript: true, fields: { name: 'name', password: 'password' } }
  const person = personIn(login.body, answer.body)
  const fields = text.split('.').flatMap((part) => Object.entries(objectIn(part)))
  return {
    carrier,
    readByScript:
      carrier !== 'cookie' || !login.setCookies.some((line) => isSession(line) && /; *HttpOnly/i.test(line)),
    fields: Object.fromEntries(fields.map(([name, value]) => [name, toldBy(value, person)])),
  }
}

/** All that any of them tells. @returns undefined where there is none */
export function unionOf(disclosures: readonly Disclosure[]): Disclosure | undefined {
  const [first, ...others] = disclosures
  if (first === undefined) return undefined
  const fields: Record<string, string | null> = { ...first.fields }
  for (const each of others)
    for (const [name, tells] of Object.entries(each.fields)) fields[name] = fields[name] ?? tells
  return { ...first, readByScript: disclosures.some(({ readByScript }) => readByScript), fields }
}

/** A part that is JSON in base64url, as those of a token are. */
function objectIn(part: string): object {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString())
    return typeof value === 'object' && value !== null ? value : {}
  } catch {
    return {}
  }
}

type Person = Readonly<Record<string, unknown>>

/** What the replica itself says of who is logged in, and of the cart. */
function personIn(login: string, answer: string): Person {
  const { user } = JSON.parse(login) as { readonly user?: { id?: unknown; name?: unknown; role?: unknown } }
  const { items } = JSON.parse(answer || '{}') as { readonly items?: unknown }
  return { 'user id': user?.id, name: user?.name, role: user?.role, cart: items }
}

/** Numbers tell nothing by themselves: a count may be the same as an id. */
function toldBy(value: unknown, person: Person): string | null {
  const isText = typeof value === 'string' || (Array.isArray(value) && value.length > 0)
  const told = Object.entries(person).find(([, known]) => known !== undefined && `${known}` === `${value}`)
  return (isText && told?.[0]) || null
}
