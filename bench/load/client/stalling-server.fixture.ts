/** A server that answers at once, except while it stalls: then all requests wait for the end of the stall. */

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface StallingServer {
  readonly origin: string
  /** Requests seen so far, by path. */
  readonly seen: Readonly<Record<string, number>>
  /** Bytes at its sockets, of connections that are closed. */
  readonly bytes: { received: number; sent: number }
  readonly connections: () => Promise<number>
  readonly close: () => Promise<void>
}

interface Behaviour {
  /** Which request begins the stall, and how long it lasts; default: none. */
  readonly stall?: { readonly atRequest: number; readonly ms: number }
  /** What to do instead of answering the request of this number. */
  readonly instead?: (response: ServerResponse, request: number) => boolean
}

export async function startStallingServer({ stall, instead }: Behaviour = {}): Promise<StallingServer> {
  const seen: Record<string, number> = {}
  const bytes = { received: 0, sent: 0 }
  let requests = 0
  let stallOver = Promise.resolve()
  const answer = async ({ url = '' }: IncomingMessage, response: ServerResponse) => {
    const request = requests++
    seen[url] = (seen[url] ?? 0) + 1
    if (request === stall?.atRequest) stallOver = new Promise((resolve) => setTimeout(resolve, stall.ms))
    await stallOver
    if (instead?.(response, request)) return
    response.setHeader('x-replica', 'replica-1')
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify({ user: { name: 'somebody' }, access_token: `token-${request}` }))
  }
  const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => void answer(request, response))
  server.on('connection', (socket) => {
    socket.on('close', () => {
      bytes.received += socket.bytesRead
      bytes.sent += socket.bytesWritten
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    bytes,
    connections: () => new Promise((resolve) => server.getConnections((_error, count) => resolve(count))),
    close: () => {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}
