/** Answers errors with problem documents: thrown errors, unknown addresses, and invalid HTTP. */
import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { TooManyLoginAttempts } from '../../database/login-limits.ts'
import { StoreUnavailable } from '../../strategies/strategy.ts'
import { audit } from '../audit-log.ts'
import { allowedMethods } from './allowed-methods.ts'
import { type ProblemReason, problemContentType, problemDocument, problems, sendProblem } from './problem.ts'

/** Reasons by error code. */
const reasonsByCode: Readonly<Record<string, ProblemReason>> = {
  FST_ERR_VALIDATION: 'invalid-request',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'malformed-body',
  FST_ERR_CTP_INVALID_JSON_BODY: 'malformed-body',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'bad-request',
  FST_ERR_CTP_BODY_TOO_LARGE: 'body-too-large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'wrong-content-type',
  FST_ERR_BAD_URL: 'bad-request',
  FST_ERR_MAX_PARAM_LENGTH: 'uri-too-long',
}

/** SQLite's result codes for a database that another connection has locked: SQLITE_BUSY and SQLITE_LOCKED. */
const lockedResultCodes = [5, 6]

function reasonOf(error: Partial<FastifyError> & { readonly errcode?: number }): ProblemReason {
  if (error instanceof StoreUnavailable) return 'store-unavailable'
  if (error instanceof TooManyLoginAttempts) return 'too-many-tries'
  if (error.code === 'ERR_SQLITE_ERROR') {
    return lockedResultCodes.includes((error.errcode ?? 0) & 0xff) ? 'database-unavailable' : 'internal'
  }
  const known = reasonsByCode[error.code ?? '']
  if (known) return known
  const status = error.statusCode ?? 500
  return status >= 400 && status < 500 ? 'bad-request' : 'internal'
}

/** The only error handler. The answer describes client errors; details of server errors stay in the log. */
export function answerError(error: FastifyError, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const reason = reasonOf(error)
  if (reason === 'internal') request.log.error({ reqId: request.id, err: error }, 'request failed')
  if (error instanceof TooManyLoginAttempts) {
    audit(request, 'login-limited')
    reply.header('retry-after', `${error.retryAfterSeconds}`)
  }
  return sendProblem(reply, reason, problems[reason].status < 500 ? error.message : undefined)
}

/** Answers addresses without a route: 405 if another method has one, else 404. */
export function installErrorHandlers(app: FastifyInstance): void {
  const methodsOf = allowedMethods(app)
  app.setErrorHandler(answerError)
  app.setNotFoundHandler((request, reply) => {
    const methods = methodsOf(request.url)
    if (methods.length === 0) return sendProblem(reply, 'not-found')
    return sendProblem(reply.header('allow', methods.join(', ')), 'method-not-allowed')
  })
}

const reasonsByParserCode: Readonly<Record<string, ProblemReason>> = {
  HPE_HEADER_OVERFLOW: 'headers-too-large',
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 'body-too-large',
  ERR_HTTP_REQUEST_TIMEOUT: 'request-timeout',
}

/** Answers a request that Node cannot parse as HTTP, directly on the socket, and closes the connection. */
export function answerUnreadable(replica: string, error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy(error)
    return
  }
  const reason = reasonsByParserCode[error.code ?? ''] ?? 'bad-request'
  const { status } = problems[reason]
  const body = JSON.stringify(problemDocument(reason))
  socket.end(
    [
      `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
      `Content-Type: ${problemContentType}`,
      `Content-Length: ${Buffer.byteLength(body)}`,
      `X-Replica: ${replica}`,
      'Connection: close',
      '',
      body,
    ].join('\r\n'),
  )
}
