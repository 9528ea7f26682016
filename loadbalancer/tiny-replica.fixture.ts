/** The least that can stand behind the load balancer: names itself, counts what it carries out, dies on request. */
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Replica } from './policy.ts'

/** What one request carried out by a replica looked like to it. */
export interface Seen {
  readonly replica: string
  readonly method: string
  readonly path: string
  readonly headers: IncomingHttpHeaders
}

export interface TinyReplica extends Replica {
  /** Stops listening and cuts all connections. Stopping twice is harmless. */
  stop(): Promise<void>
  /** Listens again, at the same address. */
  start(): Promise<void>
}

/**
 * Starts a replica on a free port.
 *
 * - `…/die`: carries the request out, then cuts the connection before a word of the answer
 * - `…/hang`: carries the request out, and never answers
 * - `…/bytes/N`: answers a cookie of N bytes
 *
 * @param seen - where it writes down every request that it has carried out
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
