/**
 * Refuses what a page of another site makes a browser send: cookies, and passwords that a browser remembers, go along of
 * themselves. Browsers say where a request comes from; who says nothing is no browser, and sends only what it means to.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { sendProblem } from './problem.ts'

/** Methods that change nothing (RFC 9110, section 9.2.1): what they answer, another site cannot read. */
const safeMethods: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE'])

/** Guards every route of this scope that may change something; routes that only read do not even ask. */
export function refuseOtherSites(scope: FastifyInstance): void {
  scope.addHook('onRoute', (route) => {
    if ([route.method].flat().every((method) => safeMethods.has(method))) return
    route.onRequest = [answerOtherSites, route.onRequest ?? []].flat()
  })
}

async function answerOtherSites(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> {
  if (safeMethods.has(request.method) || isOurs(request)) return undefined
  return sendProblem(reply, 'cross-site')
}

/** `Sec-Fetch-Site` where there is one (Fetch Metadata, section 2.1), else `Origin` (RFC 6454, section 7). */
function isOurs({ headers }: FastifyRequest): boolean {
  const site = headers['sec-fetch-site']
  if (site !== undefined) return site === 'same-origin' || site === 'none'
  const { origin } = headers
  // `null`, of a page that hides where it comes from, has no host, and so is never ours.
  return origin === undefined || (URL.canParse(origin) && new URL(origin).host === headers.host)
}
