/** The live page's server: the page's files, its events and its controls. */
import { randomUUID } from 'node:crypto'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import Fastify, { type FastifyInstance, LogController } from 'fastify'
import type { Chapter } from '../protocol/chapter.ts'
import type { LabInfo, SeenRequest } from '../protocol/events.ts'
import { attackerRequest, loadRequest, stackAction } from '../protocol/requests.ts'
import { type Admission, hasKey, whyRefused } from './admission.ts'
import { sendProblem } from './dashboard-problem.ts'
import { createEventStreams } from './event-stream.ts'
import type { LiveLoad } from './live-load.ts'
import { importMapHash, type PageFile, readPageFiles } from './page-files.ts'
import { createRequestBatch } from './request-batch.ts'
import { type DashboardStack, watchStack } from './stack-watch.ts'
import { sendAsAttacker } from './stolen-credential.ts'

/** What the server needs. */
export interface DashboardOptions extends Admission {
  /** Whether the page is served with the key in it: where only this machine can open the page. */
  readonly servesKey: boolean
  readonly info: Omit<LabInfo, 'mayControl'>
  /** The workshop's chapters by language. */
  readonly chapters: Readonly<Record<string, readonly Chapter[]>>
  readonly stack: DashboardStack
  /** The load balancer's address, known once the stack is up. */
  readonly origin: () => string
  readonly load: Pick<LiveLoad, 'set' | 'restartCount' | 'view'>
}

/** The built server. */
export interface Dashboard {
  readonly app: FastifyInstance
  /** Sends requests from the load balancer's access log to every open page. */
  publishRequests(requests: readonly SeenRequest[]): void
  /** Ends all streams, then the server. */
  close(): Promise<void>
}

/** Ten events a second with a few requests each: more dots than that cannot be told apart. */
const requestsEveryMs = 100
const shownPerEvent = 12
const stackEveryMs = 500

/** Builds the server; it never listens. */
export function buildDashboard(options: DashboardOptions): Dashboard {
  const { info, load, servesKey } = options
  const boot = randomUUID()
  const files = readPageFiles()
  const streams = createEventStreams()
  const watch = watchStack(options.stack)
  const batch = createRequestBatch(shownPerEvent, ({ id }) => id.startsWith('page-'))

  const timers = [
    setInterval(() => {
      const event = batch.take()
      if (event) streams.publish('requests', event)
    }, requestsEveryMs),
    setInterval(() => {
      if (streams.readers > 0) void publishStack()
    }, stackEveryMs),
  ]
  for (const timer of timers) timer.unref()

  const replicaNames = () => options.stack.replicas.map(({ name }) => name).join()

  async function publishStack(): Promise<void> {
    streams.publishState('stack', await watch.poll())
    streams.publishState('load', load.view())
  }

  const app = Fastify({
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: 32 * 1024,
    forceCloseConnections: true,
    ajv: { customOptions: { coerceTypes: false, removeAdditional: false } },
  }).withTypeProvider<TypeBoxTypeProvider>()
  app.setErrorHandler((error: { statusCode?: number; message: string }, _request, reply) =>
    (error.statusCode ?? 500) < 500
      ? sendProblem(reply, 'invalid-request', error.message)
      : sendProblem(reply, 'internal'),
  )
  app.setNotFoundHandler((_request, reply) => sendProblem(reply, 'not-found'))
  app.addHook('onRequest', async (request, reply) => {
    reply.headers(protection)
    const refusal = whyRefused(request, options)
    if (refusal) return sendProblem(reply, refusal)
  })
  servePage(app, files, servesKey ? options.key : undefined)

  app.get('/lab/api/lab', async (request): Promise<LabInfo> => ({ ...info, mayControl: hasKey(request, options) }))
  app.get<{ Params: { language: string } }>('/lab/api/chapters/:language', async ({ params: { language } }) =>
    Object.hasOwn(options.chapters, language) ? (options.chapters[language] ?? []) : [],
  )
  app.get('/lab/api/events', async (_request, reply) => {
    await publishStack()
    reply.hijack()
    // A hijacked reply does not send the headers that every other answer of the page has.
    streams.open(reply.raw, protection, { boot })
  })
  app.get('/:mode/lab-echo', async ({ headers: { cookie, authorization } }) => ({
    ...(cookie !== undefined && { cookie }),
    ...(authorization !== undefined && { authorization }),
  }))
  // A script can neither read nor delete HttpOnly cookies, so the server deletes them.
  app.delete<{ Params: { mode: string } }>('/:mode/lab-echo', async ({ params: { mode }, headers }, reply) => {
    const names = (headers.cookie ?? '').split(/; */).flatMap((pair) => /^([\w-]+)=/.exec(pair)?.[1] ?? [])
    return reply
      .header(
        'set-cookie',
        names.map((name) => `${name}=; Path=/${mode}; Max-Age=0; HttpOnly; SameSite=Lax`),
      )
      .code(204)
      .send()
  })
  app.post('/lab/api/attacker', { schema: { body: attackerRequest } }, async (request, reply) => {
    const answer = await sendAsAttacker(options.origin(), request.body)
    return answer ?? sendProblem(reply, 'impossible', 'the load balancer does not answer')
  })
  app.register(async (controls) => {
    const typed = controls.withTypeProvider<TypeBoxTypeProvider>()
    typed.addHook('onRequest', async (request, reply) => {
      if (!hasKey(request, options)) return sendProblem(reply, 'key-needed')
    })
    typed.post('/lab/api/stack', { schema: { body: stackAction } }, async (request, reply) => {
      if (request.body.verb === 'restore') load.set({ ...load.view(), ratePerSecond: 0 })
      const before = replicaNames()
      const done = watch.act(request.body).then(
        () => undefined,
        (error: Error) => error.message,
      )
      await publishStack() // while the action runs
      const problem = await done
      load.restartCount()
      await publishStack()
      // After a reload, nginx keeps its old workers until their last connection closes, and event streams stay open.
      if (replicaNames() !== before) streams.endAll()
      return problem === undefined ? reply.code(204).send() : sendProblem(reply, 'impossible', problem)
    })
    const body = loadRequest(info.modes.map(({ name }) => name))
    typed.post('/lab/api/load', { schema: { body } }, async (request, reply) => {
      const { mode, ratePerSecond } = request.body
      const max = info.modes.find(({ name }) => name === mode)?.maxRatePerSecond ?? 0
      load.set({ ...request.body, ratePerSecond: Math.min(ratePerSecond, max) })
      streams.publishState('load', load.view())
      return reply.code(204).send()
    })
  })

  return {
    app,
    publishRequests: (requests) => {
      if (streams.readers > 0) for (const request of requests) batch.add(request)
    },
    async close() {
      for (const timer of timers) clearInterval(timer)
      streams.close()
      await app.close()
    },
  }
}

function servePage(app: FastifyInstance, files: ReadonlyMap<string, PageFile>, key: string | undefined): void {
  const index = files.get('index.html') as PageFile
  const policy = [
    "default-src 'none'",
    `script-src 'self' ${importMapHash(index)}`,
    "style-src 'self'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'", // no text can become markup
    "trusted-types 'none'",
  ].join('; ')
  const page = index.body.replace(
    '<meta name="lab-key" content="" />',
    `<meta name="lab-key" content="${key ?? ''}" />`,
  )
  app.get('/lab/', async (_request, reply) =>
    reply.header('content-security-policy', policy).header('cache-control', 'no-store').type(index.type).send(page),
  )
  app.get<{ Params: { '*': string } }>('/lab/*', async (request, reply) => {
    const file = request.params['*'] === 'index.html' ? undefined : files.get(request.params['*'])
    if (!file) return sendProblem(reply, 'not-found')
    reply.header('etag', file.etag).header('cache-control', 'no-cache')
    if (request.headers['if-none-match'] === file.etag) return reply.code(304).send()
    return reply.type(file.type).send(file.body)
  })
}

/** Headers of every answer. */
const protection = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'x-frame-options': 'DENY',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
}
