/** The live page's server: the page itself, its events, and what its buttons do. It never listens by itself. */
import { randomUUID } from 'node:crypto'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import Fastify, { type FastifyInstance, type FastifyReply, LogController } from 'fastify'
import Type from 'typebox'
import { type Admission, hasKey, whyRefused } from './admission.ts'
import { sendProblem } from './dashboard-problem.ts'
import { createEventStreams } from './event-stream.ts'
import type { Chapter, LabInfo, RedisVerb, SeenRequest } from './events.ts'
import type { LiveLoad, LiveStack } from './live-stack.ts'
import { importMapHash, type PageFile, readPageFiles } from './page-files.ts'
import { createRequestBatch } from './request-batch.ts'
import { watchStack } from './stack-watch.ts'
import { knockAsThief } from './thief.ts'

export interface DashboardOptions extends Admission {
  /** Whether everybody who gets the page gets the key with it: where the page is this machine's alone. */
  readonly everybodyMayControl: boolean
  readonly info: Omit<LabInfo, 'mayControl'>
  /** The workshop's chapters by language. */
  readonly chapters: Readonly<Record<string, readonly Chapter[]>>
  readonly stack: LiveStack
  /** The load balancer's address, once it is known. */
  readonly origin: () => string
  readonly load: LiveLoad
}

export interface Dashboard {
  readonly app: FastifyInstance
  /** Tells all pages of requests that the load balancer has logged. */
  saw(requests: readonly SeenRequest[]): void
  /** Ends all streams, then the server. */
  close(): Promise<void>
}

/** Ten pictures a second, of up to so many requests each: more dots than that nobody can tell apart. */
const requestsEveryMs = 100
const shownPerEvent = 12
const stackEveryMs = 500

const redisVerbs = ['kill', 'pause', 'resume', 'start'] as const satisfies readonly RedisVerb[]
const replicaVerbs = [...redisVerbs, 'restart', 'remove'] as const
const replicaName = Type.String({ pattern: '^replica-[1-9][0-9]{0,3}$' })
const closed = { additionalProperties: false } as const
const stackAction = Type.Union([
  Type.Object({ verb: Type.Enum(['add-replica', 'restore']) }, closed),
  Type.Object({ verb: Type.Enum([...replicaVerbs]), replica: replicaName }, closed),
  Type.Object({ verb: Type.Enum([...redisVerbs]), redis: Type.Literal(true) }, closed),
])

const credential = Type.Optional(Type.String({ minLength: 1, maxLength: 16_384, pattern: '^[\\x20-\\x7e]*$' }))
const knock = Type.Object(
  {
    mode: Type.String({ pattern: '^[a-z][a-z0-9-]*$', maxLength: 40 }),
    id: Type.String({ pattern: '^page-[\\w-]{1,40}$' }),
    cookie: credential,
    authorization: credential,
  },
  closed,
)

export function buildDashboard(options: DashboardOptions): Dashboard {
  const { info, load, everybodyMayControl } = options
  const boot = randomUUID()
  const files = readPageFiles()
  const streams = createEventStreams()
  const watch = watchStack(options.stack)
  const batch = createRequestBatch(shownPerEvent, ({ id }) => id.startsWith('page-'))

  const timers = [
    setInterval(() => {
      const event = batch.take()
      if (event) streams.send('requests', event)
    }, requestsEveryMs),
    setInterval(() => {
      if (streams.readers > 0) void tellStack()
    }, stackEveryMs),
  ]
  for (const timer of timers) timer.unref()

  const replicaNames = () => options.stack.replicas.map(({ name }) => name).join()

  async function tellStack(): Promise<void> {
    streams.tell('stack', await watch.look())
    streams.tell('load', load.view())
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
    protect(reply)
    const refusal = whyRefused(request, options)
    if (refusal) return sendProblem(reply, refusal)
  })
  servePage(app, files, everybodyMayControl ? options.key : undefined)

  app.get('/lab/api/lab', async (request): Promise<LabInfo> => ({ ...info, mayControl: hasKey(request, options) }))
  app.get<{ Params: { language: string } }>('/lab/api/chapters/:language', async ({ params: { language } }) =>
    Object.hasOwn(options.chapters, language) ? (options.chapters[language] ?? []) : [],
  )
  app.get('/lab/api/events', async (_request, reply) => {
    reply.hijack()
    await tellStack()
    streams.open(reply.raw, { boot })
  })
  app.get('/:mode/lab-echo', async ({ headers: { cookie, authorization } }) => ({
    ...(cookie !== undefined && { cookie }),
    ...(authorization !== undefined && { authorization }),
  }))
  // Cookies that no script can read, no script can take away either.
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
  app.post('/lab/api/thief', { schema: { body: knock } }, async (request, reply) => {
    const answer = await knockAsThief(options.origin(), request.body)
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
      await tellStack() // that it is under way
      const problem = await done
      load.restartCount()
      await tellStack()
      // The old workers of a load balancer that has read a new configuration live on for as long as anybody listens.
      if (replicaNames() !== before) streams.endAll()
      return problem === undefined ? reply.code(204).send() : sendProblem(reply, 'impossible', problem)
    })
    const wish = Type.Object(
      {
        mode: Type.Enum(info.modes.map(({ name }) => name)),
        client: Type.Enum(['frozen', 'browser']),
        ratePerSecond: Type.Number({ minimum: 0 }),
      },
      closed,
    )
    typed.post('/lab/api/load', { schema: { body: wish } }, async (request, reply) => {
      const { mode, ratePerSecond } = request.body
      const max = info.modes.find(({ name }) => name === mode)?.maxRatePerSecond ?? 0
      load.set({ ...request.body, ratePerSecond: Math.min(ratePerSecond, max) })
      streams.tell('load', load.view())
      return reply.code(204).send()
    })
  })

  return {
    app,
    saw: (requests) => {
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
    "require-trusted-types-for 'script'", // no text can become markup, whoever wrote it
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

function protect(reply: FastifyReply): void {
  reply
    .header('x-content-type-options', 'nosniff')
    .header('referrer-policy', 'no-referrer')
    .header('x-frame-options', 'DENY')
    .header('cross-origin-opener-policy', 'same-origin')
    .header('cross-origin-resource-policy', 'same-origin')
}
