/** `/healthz` and `/readyz`: whether the replica runs, and whether it accepts requests. Neither accesses a store. */
import type { FastifyInstance } from 'fastify'
import type { GracefulStop } from '../graceful-stop.ts'
import { sendProblem } from '../http/problem.ts'

/** Ready when it listens and `hasJoined` its peers; not ready as soon as it begins to stop. */
export function healthRoutes(scope: FastifyInstance, gracefulStop: GracefulStop, hasJoined: () => boolean): void {
  scope.get('/healthz', async () => ({ status: 'ok' }))
  scope.get('/readyz', async (_request, reply) => {
    if (gracefulStop.begun) return sendProblem(reply, 'stopping')
    return hasJoined() ? { status: 'ready' } : sendProblem(reply, 'joining')
  })
}
