/** A minimal replica for tests of the load balancer: it sends its name, records the requests that it executes, and dies on request. */
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { UpstreamServer } from './policy.ts'

/** One request as a replica received and executed it. */
export interface Seen {
  readonly replica: string
  readonly method: string
  readonly path: string
  readonly headers: IncomingHttpHeaders
}

export interface TinyReplica extends UpstreamServer {
  /** Stops listening and closes all connections. Stopping twice is harmless. */
  stop(): Promise<void>
  /** Listens again at the same address. */
  start(): Promise<void>
}

/**
 * Starts a replica on a free port.
 *
 * - `…/die`: executes the request, then closes the connection without an answer
 * - `…/hang`: executes the request, and never answers
 * - `…/bytes/N`: answers with a cookie of N bytes
 *
 * @param seen - receives every request that the replica has executed
 */
export async function startTinyReplica(name: string, seen: Seen[]): Promise<TinyReplica> {
  const server = createServer({ keepAliveTimeout: 3_700_000 }, (request, response) => {
    const { method = '', url: path = '', headers } = request
    request.resume().on('end', () => {
      seen.push({ replica: name, method, path, headers })
      if (path.endsWith('/die')) return request.socket.destroy()
      if (path.endsWith('/hang')) return
      const bytes = /\/bytes\/(\d+)$/.exec(path)?.[1]
      if (bytes !== undefined) response.setHeader('Set-Cookie', `token=${'x'.repeat(Number(bytes))}`)
      response.setHeader('X-Replica', name).end(name)
    })
  })
  const port = await listen(server, 0)
  return {
    name,
    address: `127.0.0.1:${port}`,
    async start() {
      await listen(server, port)
    },
    stop: () =>
      new Promise((done) => {
        server.close(() => done())
        server.closeAllConnections()
      }),
  }
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((listening, failed) => {
    server.once('error', failed)
    server.listen(port, '127.0.0.1', () => listening((server.address() as AddressInfo).port))
  })
}
