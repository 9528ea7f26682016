/** Sends requests over keep-alive connections, counts the bytes at their sockets, and reports each outcome exactly once. */

import { Agent, type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http'
import { request as httpsRequest, Agent as TlsAgent } from 'node:https'
import type { Socket } from 'node:net'
import { cutByHarness, type Outcome } from '../../history/operation.ts'
import type { Request } from '../http-message.ts'

import type { RawHeaders } from './client-connection.ts'

export type Ending =
  | {
      readonly status: number
      readonly body: string
      readonly headers: RawHeaders
      /** A connection was closed under it before. */
      readonly resent: boolean
    }
  | { readonly status?: never; readonly outcome: Exclude<Outcome, 'ok'>; readonly reason: string }

export interface HttpClientOptions {
  readonly origin: string
  /** Never more sockets than this. */
  readonly connections: number
  /** After this time without a complete answer, the connection is cut and the outcome is `info`. */
  readonly timeoutSeconds: number
}

/** The possible results of one attempt. */
interface Attempt {
  /** Before anything of an answer was seen. */
  readonly onError: (error: NodeJS.ErrnoException) => void
  readonly onAnswer: (response: IncomingMessage, body: string) => void
  /** The answer broke off. */
  readonly onBroken: (error: NodeJS.ErrnoException) => void
}

/** Makes an agent report every socket that it opens. */
function watch(agent: Agent, onSocket: (socket: Socket) => void): Agent {
  const createConnection = agent.createConnection.bind(agent)
  agent.createConnection = (...args) => {
    const socket = createConnection(...args)
    onSocket(socket as Socket)
    return socket
  }
  return agent
}

export class HttpClient {
  readonly #agent: Agent
  readonly #request: typeof httpRequest
  readonly #address: { readonly host: string; readonly port: string }
  readonly #timeoutMs: number
  readonly #sockets = new Set<Socket>()
  /** Sockets that delivered an answer before. Node's `reusedSocket` is false for requests that waited in the agent's queue. */
  readonly #used = new WeakSet<Socket>()
  /** For each request under way, the function that cuts it. */
  readonly #cuts = new Set<() => void>()
  /** Bytes of sockets that are closed. */
  #sentBefore = 0
  #receivedBefore = 0

  constructor({ origin, connections, timeoutSeconds }: HttpClientOptions) {
    const { protocol, hostname, port } = new URL(origin)
    const isTls = protocol === 'https:'
    this.#address = { host: hostname, port }
    this.#timeoutMs = timeoutSeconds * 1_000
    this.#request = isTls ? httpsRequest : httpRequest
    const pool = { keepAlive: true, maxSockets: connections, maxFreeSockets: connections }
    this.#agent = watch(isTls ? new TlsAgent(pool) : new Agent(pool), (socket) => this.#count(socket))
  }

  /** Requests that have not ended yet. */
  get underWay(): number {
    return this.#cuts.size
  }

  get bytesSent(): number {
    return [...this.#sockets].reduce((sum, socket) => sum + socket.bytesWritten, this.#sentBefore)
  }

  get bytesReceived(): number {
    return [...this.#sockets].reduce((sum, socket) => sum + socket.bytesRead, this.#receivedBefore)
  }

  /**
   * A server may close an idle connection just as a request is sent on it, as nginx does on a reload. So a request that is
   * reset on a used connection before any byte of the answer is sent again, on a new connection if necessary, as browsers do.
   * If the first attempt was applied after all, the request is applied twice, and the checks look for that.
   *
   * @param onEnd called exactly once, later, or from within `close`
   */
  send(what: Request, onEnd: (ending: Ending) => void): void {
    let request: ClientRequest
    let resent = false
    const end = (ending: Ending) => {
      if (!this.#cuts.delete(cut)) return
      clearTimeout(timer)
      onEnd(ending)
    }
    const giveUp = (reason: string) => {
      request.destroy()
      end({ outcome: 'info', reason })
    }
    const cut = () => giveUp(cutByHarness)
    const timer = setTimeout(giveUp, this.#timeoutMs, 'no-answer')
    this.#cuts.add(cut)
    const failed = ({ code = 'connection-error' }: NodeJS.ErrnoException) =>
      end({ outcome: code === 'ECONNREFUSED' ? 'fail' : 'info', reason: code })
    const attempt = () => {
      request = this.#attempt(what, {
        onError: (error) => {
          const isStale = error.code === 'ECONNRESET' && this.#wasUsed(request) && this.#cuts.has(cut)
          if (!isStale) return failed(error)
          resent = true
          attempt()
        },
        onAnswer: (response, body) =>
          end({ status: response.statusCode ?? 0, body, headers: response.headers, resent }),
        onBroken: failed,
      })
    }
    attempt()
  }

  #attempt({ method, path, headers, body }: Request, { onError, onAnswer, onBroken }: Attempt): ClientRequest {
    const request = this.#request({ ...this.#address, agent: this.#agent, method, path, headers })
    request.on('error', onError)
    request.on('response', (response: IncomingMessage) => {
      request.off('error', onError).on('error', onBroken)
      this.#used.add(response.socket)
      let text = ''
      response.setEncoding('utf8')
      response.on('data', (part: string) => {
        text += part
      })
      response.on('error', onBroken)
      response.on('end', () => onAnswer(response, text))
    })
    request.end(body)
    return request
  }

  #wasUsed({ socket }: ClientRequest): boolean {
    return socket !== null && this.#used.has(socket)
  }

  /** Cuts what is under way at once, then every connection; resolves when none is left. */
  async close(): Promise<void> {
    for (const cut of [...this.#cuts]) cut()
    const closed = [...this.#sockets].map((socket) => new Promise((resolve) => socket.once('close', resolve)))
    for (const socket of this.#sockets) socket.destroy()
    this.#agent.destroy()
    await Promise.all(closed)
  }

  #count(socket: Socket): void {
    this.#sockets.add(socket)
    socket.once('close', () => {
      this.#sockets.delete(socket)
      this.#sentBefore += socket.bytesWritten
      this.#receivedBefore += socket.bytesRead
    })
  }
}
