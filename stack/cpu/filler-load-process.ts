/**
 * The filler load's program: a client that always has requests in flight on keep-alive connections, and a server that parses
 * and serialises a session for each. It runs until it is killed.
 */
import { once } from 'node:events'
import { Agent, createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { isMainThread, Worker, workerData } from 'node:worker_threads'

const concurrency = 8
const sessionCount = 100

if (isMainThread) await serve()
else keepAsking(workerData as number)

async function serve(): Promise<void> {
  const sessions = Array.from({ length: sessionCount }, (_, user) => sessionOf(user))
  const server = createServer((_, reply) => {
    const user = Math.floor(Math.random() * sessionCount)
    const text = JSON.stringify(sessions[user])
    sessions[user] = JSON.parse(text)
    reply.end(text)
  })
  server.keepAliveTimeout = 0 // The process is paused for seconds at a time.
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  new Worker(new URL(import.meta.url), { workerData: (server.address() as AddressInfo).port })
}

function sessionOf(user: number): { user: string; items: string[] } {
  return { user: `user-${user}`, items: Array.from({ length: 20 }, (_, index) => `item-${index}`) }
}

function keepAsking(port: number): void {
  const agent = new Agent({ keepAlive: true, maxSockets: concurrency })
  const ask = () => {
    request({ port, host: '127.0.0.1', agent }, (answer) => answer.resume().on('end', ask)).end()
  }
  for (let each = 0; each < concurrency; each += 1) ask()
}
