/** Normalises addresses before routing and before cookie paths are compared. */
import type { IncomingMessage } from 'node:http'

/** Escapes of characters that need none (RFC 3986, section 2.3). */
const needlessEscape = /%(?:2[de]|3[0-9]|4[1-9a-f]|5[0-9af]|6[1-9a-f]|7[0-9ae])/gi

/**
 * The path and query of a request: without scheme and host, which proxies may send (RFC 9112, section 3.2.2), and without
 * needless escapes (RFC 3986, section 6.2.2.2). The router treats all of these as equal; @fastify/session
 * compares texts, and would neither find nor create a session for `/red%69s/login`.
 */
export function canonicalUrl({ url = '/' }: IncomingMessage): string {
  if (url.startsWith('/') && !url.includes('%')) return url
  return url
    .replace(/^https?:\/\/[^/?#]*/i, '')
    .replace(/^(?=\?|#|$)/, '/')
    .replace(needlessEscape, (escaped) => String.fromCharCode(Number.parseInt(escaped.slice(1), 16)))
}
