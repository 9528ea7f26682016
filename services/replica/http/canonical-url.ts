/** Writes addresses that mean the same the same way, before anybody looks at them: routes, and cookies' paths. */
import type { IncomingMessage } from 'node:http'

/** Of characters that need no escape (RFC 3986, section 2.3). */
const needlessEscape = /%(?:2[de]|3[0-9]|4[1-9a-f]|5[0-9af]|6[1-9a-f]|7[0-9ae])/gi

/**
 * The path and query of a request: without scheme and host, which proxies may send (RFC 9112, section 3.2.2), and without
 * needless escapes (RFC 3986, section 6.2.2.2). The router takes all of these for the same; @fastify/session, which compares
 * letters, would find no session for `/red%69s/login`, nor make one.
 */
export function canonicalUrl({ url = '/' }: IncomingMessage): string {
  if (url.startsWith('/') && !url.includes('%')) return url
  return url
    .replace(/^https?:\/\/[^/?#]*/i, '')
    .replace(/^(?=\?|#|$)/, '/')
    .replace(needlessEscape, (escaped) => String.fromCharCode(Number.parseInt(escaped.slice(1), 16)))
}
