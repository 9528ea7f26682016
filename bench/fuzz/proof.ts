/**
 * Whether the bytes of a request authenticate a user: they contain its issued credential, whatever else they contain.
 * Derived from the bytes alone, not with the replicas' parser, so that a replica that accepts too much is detected. Pure.
 */

import type { Held } from './fuzz-credentials.ts'

/**
 * @param sent the bytes, one character each
 * @param identity the user that the answer names; undefined if it names none
 */
export function proves(sent: string, held: Held, identity: string | undefined): boolean {
  const text = unescaped(sent)
  const isOwn = identity === undefined || identity === held.name
  return (isOwn && holdsIssued(text, held)) || holdsPassword(sent, text, held, identity)
}

/** The possible decodings of a text: percent escapes of cookies and paths, unicode escapes of JSON. */
function unescaped(sent: string): string {
  return sent.replace(/%([0-9a-f]{2})|\\u00([0-9a-f]{2})/gi, (_, percent, unicode) =>
    String.fromCharCode(Number.parseInt(percent ?? unicode, 16)),
  )
}

/** What the login gave. A token without its last character: that of a signature can vary without meaning anything. */
function holdsIssued(text: string, { headers, refreshToken }: Held): boolean {
  const token = /^Bearer (.+).$/.exec(headers['authorization'] ?? '')?.[1]
  const sid = /(?:^|; )sid=([^;]+)/.exec(headers['cookie'] ?? '')?.[1]
  const issued = [token, sid && decodeURIComponent(sid), refreshToken]
  return issued.some((secret) => secret !== undefined && text.includes(secret))
}

/** All accounts have one password, so a name beside it is proof enough; encoded (RFC 7617), or both in a body. */
function holdsPassword(sent: string, text: string, { password }: Held, identity: string | undefined): boolean {
  const pairs = [...sent.matchAll(/basic[ \t]+([\w+/]+)/gi)].map(([, pair = '']) =>
    Buffer.from(pair, 'base64').toString(),
  )
  const nameOf = (pair: string) => pair.slice(0, pair.indexOf(':'))
  if (pairs.some((pair) => pair.endsWith(`:${password}`) && [nameOf(pair), undefined].includes(identity))) return true
  return text.includes(`"${password}"`) && (identity === undefined || text.includes(`"${identity}"`))
}
