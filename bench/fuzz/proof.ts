/**
 * Whether some bytes prove who sent them: they hold the credential that was rightly given, whatever else they hold. Read
 * from the bytes alone, and not as replicas read them, so that a replica that believes too much cannot hide. Pure.
 */

import type { Held } from './fuzz-credentials.ts'

/**
 * @param sent the bytes, one character each
 * @param identity for whom the answer was; undefined where it does not say
 */
export function proves(sent: string, held: Held, identity: string | undefined): boolean {
  const text = unescaped(sent)
  const isOwn = identity === undefined || identity === held.name
  return (isOwn && holdsIssued(text, held)) || holdsPassword(sent, text, held, identity)
}

/** Texts as whoever reads them may take them: percent escapes of cookies and paths, unicode escapes of JSON. */
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
