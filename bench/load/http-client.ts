/** Sends requests over connections that are kept, counts bytes at their sockets, and says once what became of each. */

import { Agent, request as httpRequest, type IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import { cutByHarness, type Outcome } from '../history.ts'
import type { RawHeaders } from './conversation.ts'
import type { Request } from './virtual-user.ts'

export type Ending =
  | { readonly status: number; readonly body: string; readonly headers: RawHeaders }
  | { readonly status?: never; readonly outcome: Exclude<Outcome, 'ok'>; readonly reason: string }

export interface HttpClientOptions {
  readonly origin: string
  /** Never more sockets than this. */
  readonly connections: number
  /** No complete answer after so long: the connection is cut, and the ending is `info`. */
  readonly timeoutSeconds: number
}

/** An agent that tells of every socket that it opens. */
class WatchedAgent extends Agent {
  onSocket = (_socket: Socket) => {}

  override createConnection(...args: Parameters<Agent['createConnection']>): ReturnType<Agent['createConnection']> {
    const socket = super.createConnection(...args)
    this.onSocket(socket as Socket)
    return socket
  }
}

export class HttpClient {
  readonly #agent: WatchedAgent
  readonly #address: { readonly host: string; readonly port: string }
  readonly #timeoutMs: number
  readonly #sockets = new Set<Socket>()
  /** What cuts each request that is under way. */
  readonly #cuts = new Set<() => void>()
  /** Of sockets that are gone already. */
  #sentBefore = 0
  #receivedBefore = 0

  constructor({ origin, connections, timeoutSeconds }: HttpClientOptions) {
    const { hostname, port } = new URL(origin)
    this.#address = { host: hostname, port }
    this.#timeoutMs = timeoutSeconds * 1_000
    this.#agent = new WatchedAgent({ keepAlive: true, maxSockets: connections, maxFreeSockets: connections })
    this.#agent.onSocket = (socket) => this.#count(socket)
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

  /** @param onEnd called exactly once, later, or from within `close` */
  send({ method, path, headers, body }: Request, onEnd: (ending: Ending) => void): void {
    const request = httpRequest({ ...this.#address, agent: this.#agent, method, path, headers })
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
    request.on('error', failed)
    request.on('response', (response: IncomingMessage) => {
      let text = ''
      response.setEncoding('utf8')
      response.on('data', (part: string) => {
        text += part
      })
      response.on('error', failed)
      response.on('end', () => end({ status: response.statusCode ?? 0, body: text, headers: response.headers }))
    })
    request.end(body)
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
