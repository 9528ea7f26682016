/** What the minimal applications share: the database, the answer of `GET /me`, and what the benchmark asks of a replica. */
import Fastify, { type FastifyInstance } from 'fastify'
import { createDatabase, openConnection } from '../../services/database/database.ts'
import { seed } from '../../services/database/seed.ts'
import { readConfig } from '../../services/replica/config/config.ts'

export const config = readConfig()
const connection = openConnection(config.database)
await seed(connection, config.virtualUsers)
export const { users } = createDatabase(connection, config.loginTolerance)

export interface Login {
  Body: { username: string; password: string }
}

/** As long as a replica's answer. */
export const me = {
  schema: {
    response: {
      200: {
        type: 'object',
        properties: {
          id: { type: 'integer' },
          name: { type: 'string' },
          role: { type: 'string' },
          issuedBy: { type: 'string' },
          servedBy: { type: 'string' },
          version: { type: 'integer' },
        },
      },
    },
  },
} as const

/** Answers with a replica's headers; listens once `mount` has added login and `/me` under the mode's prefix. */
export async function serve(mode: string, mount: (scope: FastifyInstance) => Promise<void>): Promise<void> {
  const app = Fastify({ logger: false, keepAliveTimeout: 3_600_000 })
  app.addHook('onRequest', (_request, reply, done) => {
    reply.header('x-replica', config.replica).header('cache-control', 'no-store')
    done()
  })
  for (const path of ['/healthz', '/readyz']) app.get(path, () => ({ status: 'ok' }))
  app.get('/status', () => ({ pid: process.pid, cpuMicros: process.cpuUsage(), modes: {} }))
  await app.register(mount, { prefix: `/${mode}` })
  await app.listen({ host: '127.0.0.1', port: 0 })
  const { port } = app.addresses()[0] as { port: number }
  process.send?.({ ready: { port, statusPort: port } })
  process.on('disconnect', () => process.exit())
  process.on('SIGTERM', () => process.exit())
}
