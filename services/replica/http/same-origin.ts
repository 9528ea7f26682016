/**
 * Refuses requests that a page of another site makes a browser send, since the browser adds cookies and stored passwords by
 * itself (CSRF). Browsers send the origin of such a request; a client that sends none is not a browser.
 */
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { sendProblem } from './problem.ts'

/** Methods that change nothing (RFC 9110, section 9.2.1); another site cannot read their answers. */
const safeMethods: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE'])

/**
 * Protects every route of this scope that may change something; routes that only read are not checked. Call it before any other
 * hook of the scope: the refusal then costs neither a look-up of the session nor a password hash.
 */
export function refuseOtherSites(scope: FastifyInstance): void {
  scope.addHook('onRequest', (request, reply, done) => {
    if (safeMethods.has(request.method) || isSameOrigin(request)) return done()
    sendProblem(reply, 'cross-site')
  })
}

/** By `Sec-Fetch-Site` if present (Fetch Metadata, section 2.1), else by `Origin` (RFC 6454, section 7). */
function isSameOrigin({ headers }: FastifyRequest): boolean {
  const site = headers['sec-fetch-site']
  if (site !== undefined) return site === 'same-origin' || site === 'none'
  const { origin } = headers
  // The origin `null`, of a page that hides its origin, is not a URL and so never accepted.
  return origin === undefined || (URL.canParse(origin) && new URL(origin).host === headers.host)
}
