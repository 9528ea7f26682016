/** The data that anyone can read in a credential without a key. Pure. */

import type { Disclosure } from '../history/records.ts'
import type { Held } from './held-credentials.ts'
import { credentialIn, isSession } from './secrets.ts'

/** undefined without a credential. */
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
    fields: Object.fromEntries(fields.map(([name, value]) => [name, disclosedBy(value, person)])),
  }
}

/** Everything that any of them reveals. @returns undefined if there is none */
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

/** The user and the cart as the replica's answers report them. */
function personIn(login: string, answer: string): Person {
  const { user } = JSON.parse(login) as { readonly user?: { id?: unknown; name?: unknown; role?: unknown } }
  const { items } = JSON.parse(answer || '{}') as { readonly items?: unknown }
  return { 'user id': user?.id, name: user?.name, role: user?.role, cart: items }
}

/** Numbers are ignored: a count may equal an id by chance. */
function disclosedBy(value: unknown, person: Person): string | null {
  const isText = typeof value === 'string' || (Array.isArray(value) && value.length > 0)
  const match = Object.entries(person).find(([, known]) => known !== undefined && `${known}` === `${value}`)
  return (isText && match?.[0]) || null
}
