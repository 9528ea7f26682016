/** The baseline: Fastify with one route whose answer is as long as that of `GET /me`, without sessions: every login succeeds. */

import Fastify from 'fastify'

const me = { id: 4, name: 'user-1', role: 'user', issuedBy: 'replica-1', servedBy: 'replica-1', version: 0 }
const response = {
  type: 'object',
  properties: {
    id: { type: 'integer' },
    name: { type: 'string' },
    role: { type: 'string' },
    issuedBy: { type: 'string' },
    servedBy: { type: 'string' },
    version: { type: 'integer' },
  },
}

const app = Fastify({ keepAliveTimeout: 3_600_000 })
app.get('/me', { schema: { response: { 200: response } } }, (_request, reply) => {
  reply.header('x-replica', 'replica-1').header('cache-control', 'no-store')
  return me
})
app.post('/:mode/login', () => ({ user: me, access_token: 'of-nobody' }))
for (const path of ['/:mode/me', '/:mode/posts']) app.get(path, { schema: { response: { 200: response } } }, () => me)
for (const path of ['/healthz', '/readyz']) app.get(path, () => ({ status: 'ok' }))
app.get('/status', () => ({ pid: process.pid, cpuMicros: process.cpuUsage(), modes: {} }))

await app.listen({ host: '127.0.0.1', port: 0 })
const { port } = app.addresses()[0] as { port: number }
process.send?.({ ready: { port, statusPort: port } })
process.on('disconnect', () => process.exit())
process.on('SIGTERM', () => process.exit())
