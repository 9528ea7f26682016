/** Stops a replica so that nothing in flight is lost: not ready, then no new connections, then the open ones end. */
import { once } from 'node:events'
import type { Server } from 'node:http'
import { Server as NetServer } from 'node:net'
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'

/** How long `/readyz` already fails while everything else goes on: time to be noticed. */
const noticeMs = 100
/** How long open connections may then be idle before they are closed from this side. */
const quietMs = 250
/** How often connections that have become idle since are closed. */
const sweepMs = 50
/** When what is still in flight is cut. */
const limitMs = 10_000

/** A stop that has not begun, or has. */
export interface GracefulStop {
  readonly begun: boolean
  /** Stops, and closes the application. Calling it twice is harmless. */
  stop(): Promise<void>
}

/** Prepares the application to be stopped. */
export function prepareGracefulStop(app: FastifyInstance): GracefulStop {
  let stopped: Promise<void> | undefined
  // No longer listening: each open connection ends with its next answer, so that nobody sends another request down it.
  // Not earlier, or the clients' new connections would be reset when listening ends.
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
 * Stops listening, and lets every connection end by its own answer. Idle ones are kept a little longer, since their
 * next request may be on its way: `http.Server.close` would cut them at once, and the load balancer see a reset.
 */
async function drain(server: Server): Promise<void> {
  if (!server.listening) return
  await sleep(noticeMs)
  // Right after the event loop has accepted whatever was waiting: the kernel resets what it holds unaccepted.
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
