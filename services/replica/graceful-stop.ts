/** Stops a replica without losing a request: it becomes not ready, then accepts no connections, then ends the open ones. */
import { once } from 'node:events'
import type { Server } from 'node:http'
import { Server as NetServer } from 'node:net'
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'

/** How long `/readyz` fails before anything else changes, so that health checks can notice. */
const noticeMs = 100
/** How long idle connections then stay open. */
const quietMs = 250
/** How often newly idle connections are closed after that. */
const sweepMs = 50
/** When the remaining requests are aborted. */
const limitMs = 10_000

/** The stop of a replica. */
export interface GracefulStop {
  readonly begun: boolean
  /** Stops, and closes the application. Calling it twice is harmless. */
  stop(): Promise<void>
}

/** Prepares the application to be stopped. */
export function prepareGracefulStop(app: FastifyInstance): GracefulStop {
  let stopped: Promise<void> | undefined
  // Once the server no longer listens, each connection ends with its next answer, so that clients send no further request on it.
  // Earlier, clients would open new connections, which would be reset when listening ends.
  app.addHook('onSend', (_request, reply, payload, done) => {
    if (stopped && !app.server.listening) reply.header('connection', 'close')
    done(null, payload)
  })
  return {
    get begun() {
      return stopped !== undefined
    },
    stop: () => {
      stopped ??= drain(app.server).then(() => app.close())
      return stopped
    },
  }
}

/**
 * Stops listening, and lets every connection end with its answer. Idle connections stay open a little longer, since their next
 * request may be under way: `http.Server.close` would close them at once, and the load balancer would see a reset.
 */
async function drain(server: Server): Promise<void> {
  if (!server.listening) return
  await sleep(noticeMs)
  // First lets the event loop accept waiting connections: the kernel resets those that are not accepted yet.
  await nextTurn()
  const closed = once(server, 'close')
  NetServer.prototype.close.call(server)
  await Promise.race([closed, sleep(quietMs)])
  const sweep = setInterval(() => server.closeIdleConnections(), sweepMs)
  const limit = setTimeout(() => server.closeAllConnections(), limitMs)
  await closed
  clearInterval(sweep)
  clearTimeout(limit)
}
