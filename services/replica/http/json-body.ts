/** Reads request bodies: JSON in UTF-8 and nothing else. Fastify's own parser would replace bad bytes in silence. */
import { isUtf8 } from 'node:buffer'
import type { FastifyInstance } from 'fastify'

const malformed = (message: string) => Object.assign(new Error(message), { code: 'FST_ERR_CTP_INVALID_JSON_BODY' })

/** Replaces Fastify's parsers by one for `application/json`. An empty body is no body, whatever its type says. */
export function acceptOnlyJson(app: FastifyInstance): void {
  const parseJson = app.getDefaultJsonParser('error', 'error')
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body: Buffer, done) => {
    if (body.length === 0) return done(null, undefined)
    if (!isUtf8(body)) return done(malformed('The body is not valid UTF-8'))
    parseJson(request, body.toString(), done)
  })
}
