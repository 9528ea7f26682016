/**
 * Closed-loop load: a fixed number of connections, each sending its next request as soon as it has an answer.
 * autocannon sends and receives the bytes. The harness chooses the users and measures all times, because autocannon's times
 * are imprecise.
 */

import type { EventEmitter } from 'node:events'
import type { Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import autocannon from 'autocannon'
import { cutByHarness } from '../history/operation.ts'
import { Conversation, type ConversationOptions, type RawHeaders } from './client/client-connection.ts'
import { LoadError, refusalsBeforeGivingUp } from './load-error.ts'

export interface ClosedLoad extends Omit<ConversationOptions, 'host'> {
  /** The load balancer's address, e.g. `http://127.0.0.1:8080`. */
  readonly origin: string
  readonly connections: number
  /** How long sessions may begin; the window also stays open until `minOperations` are done. */
  readonly windowMs: number
  readonly minOperations: number
  /** After this time without an answer, the outcome is `info`. */
  readonly timeoutSeconds: number
  readonly signal: AbortSignal
}

export interface ClosedLoadResult {
  readonly windowEndMicros: number
  readonly endMicros: number
  /** Bytes at the sockets. */
  readonly bytesSent: number
  readonly bytesReceived: number
}

/** An autocannon run is an emitter and a promise at once; its published types know only one of the two at a time. */
const startAutocannon = autocannon as unknown as (
  options: autocannon.Options,
) => autocannon.Instance & PromiseLike<autocannon.Result>

/** One of autocannon's connections, with what its published types leave out. */
interface Connection extends EventEmitter {
  readonly conn: Socket
  readonly reqsMade: number
  responseMax?: number
  setRequests(requests: readonly object[]): void
}

/**
 * Runs until the window is over and every session begun in it is finished.
 * @throws LoadError where the address refuses connections
 */
export async function runClosedLoad(load: ClosedLoad): Promise<ClosedLoadResult> {
  const { pool, nowMicros, signal } = load
  const { host } = new URL(load.origin)
  const closesAtMicros = nowMicros() + load.windowMs * 1_000
  let windowEndMicros: number | undefined
  let operations = 0
  let refusals = 0
  let mistrusted = false
  let bytesSent = 0
  let bytesReceived = 0

  const onOperation: ClosedLoad['onOperation'] = (operation) => {
    operations += 1
    load.onOperation(operation)
    if (windowEndMicros !== undefined || operations < load.minOperations || nowMicros() < closesAtMicros) return
    windowEndMicros = nowMicros()
    pool.close()
  }

  const setupClient = (client: autocannon.Client) => {
    const connection = client as unknown as Connection
    const conversation = new Conversation({ host, pool, nowMicros, onOperation })
    const onResponse = (status: number, body: string, _context: object, headers: RawHeaders) => {
      refusals = 0
      if (isUnknown(connection.conn)) {
        mistrusted = true
        instance.stop()
      }
      conversation.answered(status, body, headers)
      // autocannon closes a connection that has made as many requests as it was allowed.
      if (pool.empty) connection.responseMax = connection.reqsMade
    }
    connection.setRequests([{ setupRequest: () => conversation.next(), onResponse }])
    connection.on('connError', (error: NodeJS.ErrnoException) => {
      conversation.end(error.code === 'ECONNREFUSED' ? 'fail' : 'info', error.code ?? 'connection-error')
      refusals += 1
      if (refusals >= refusalsBeforeGivingUp) instance.stop()
    })
    connection.on('done', () => {
      conversation.end('info', cutByHarness)
      bytesSent += connection.conn.bytesWritten
      bytesReceived += connection.conn.bytesRead
    })
  }

  const instance = startAutocannon({
    url: load.origin,
    servername: 'localhost', // TLS allows no address here; the certificate of a stack names both
    connections: load.connections,
    duration: 86_400, // never the reason to stop: each connection closes when no user has a request left
    sampleInt: 10, // how often autocannon looks whether all connections are closed, ms
    timeout: load.timeoutSeconds,
    setupClient,
  })
  const stop = () => instance.stop()
  signal.addEventListener('abort', stop, { once: true })
  await instance
  signal.removeEventListener('abort', stop)
  if (mistrusted) throw LoadError.unknown(load.origin)
  if (refusals >= refusalsBeforeGivingUp) throw LoadError.refused(load.origin, refusals)
  const endMicros = nowMicros()
  return { windowEndMicros: windowEndMicros ?? endMicros, endMicros, bytesSent, bytesReceived }
}

/** autocannon ignores whether Node accepted the certificate, so that is checked here. */
const isUnknown = (socket: Socket) => socket instanceof TLSSocket && !socket.authorized

/** Plain autocannon on one address: the baseline for the cost of the harness. */
export async function saturate(options: {
  readonly url: string
  readonly headers?: Record<string, string>
  readonly connections: number
  readonly seconds: number
}): Promise<{ requests: number; requestsPerSecond: number; not2xx: number }> {
  const { url, headers = {}, connections, seconds } = options
  const startedAt = performance.now()
  let answers = 0
  const instance = startAutocannon({
    url,
    headers,
    connections,
    duration: seconds,
    sampleInt: 10,
  })
  instance.on('response', () => {
    answers += 1
  })
  const result = await instance
  const requestsPerSecond = (answers * 1_000) / (performance.now() - startedAt)
  return { requests: answers, requestsPerSecond, not2xx: result.non2xx }
}
