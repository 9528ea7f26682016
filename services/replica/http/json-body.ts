/** Parses request bodies: only JSON in UTF-8. Fastify's own parser would silently replace invalid bytes. */
import { isUtf8 } from 'node:buffer'
import type { FastifyInstance } from 'fastify'

const malformed = (message: string) => Object.assign(new Error(message), { code: 'FST_ERR_CTP_INVALID_JSON_BODY' })

/** Replaces Fastify's parsers by one for `application/json`. An empty body counts as absent, whatever its type. */
export function acceptOnlyJson(app: FastifyInstance): void {
  const parseJson = app.getDefaultJsonParser('error', 'error')
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body: Buffer, done) => {
    if (body.length === 0) return done(null, undefined)
    if (!isUtf8(body)) return done(malformed('The body is not valid UTF-8'))
    parseJson(request, body.toString(), done)
  })
}
