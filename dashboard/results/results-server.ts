/** The results folder as web pages: the list of runs, the report of a run, a comparison of two sides. */

import Fastify, { type FastifyInstance, type FastifyReply } from 'fastify'
import { compareSides } from '../../analysis/compare/comparison.ts'
import { comparisonPage } from '../../analysis/compare/html/comparison-page.ts'
import { refusal } from '../../analysis/compare/refusal.ts'
import type { Side } from '../../analysis/compare/side.ts'
import { html, type Markup } from '../../analysis/report/html/markup.ts'
import { page, pagePolicy } from '../../analysis/report/html/page.ts'
import { renderHtml } from '../../analysis/report/html/report-page.ts'
import { ReportFileError } from '../../analysis/report/model/read-report.ts'
import { listPage } from './list-page.ts'
import { translated } from './results-texts.ts'
import type { RunId, RunsFolder } from './runs-folder.ts'

export interface ResultsServerOptions {
  readonly folder: RunsFolder
  /** Why a request is not let in; undefined where it is. */
  readonly refusalOf: (request: {
    readonly method: string
    readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  }) => string | undefined
}

/** The pages run one script of their own and load nothing from elsewhere. The policy enforces this for injected content too. */
const headers = {
  'content-security-policy': `${pagePolicy}; frame-ancestors 'none'`,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-store',
} as const

/** Limit per side of a comparison, against mistakes and attacks. */
const mostRuns = 200

type Query = Readonly<Record<string, string | readonly string[] | undefined>>

export function buildResultsServer({ folder, refusalOf }: ResultsServerOptions): FastifyInstance {
  const app = Fastify({ forceCloseConnections: true, routerOptions: { maxParamLength: 1_000 } })
  app.addHook('onRequest', async (request, reply) => {
    reply.headers(headers)
    const refused = refusalOf(request)
    if (refused !== undefined) return reply.code(421).type('text/plain').send(`${refused}\n`)
  })
  app.setNotFoundHandler((_request, reply) => sendProblem(reply, 404, 'notFound'))
  app.setErrorHandler((error: Error & { statusCode?: number }, _request, reply) => {
    if (error instanceof ReportFileError)
      return sendProblem(reply, 422, 'unreadable', html`<p lang="en-GB">${error.message}</p>`)
    const { statusCode = 500 } = error
    return sendProblem(
      reply,
      statusCode,
      'unreadable',
      html`<p lang="en-GB">${statusCode < 500 ? error.message : 'Internal error of the lab.'}</p>`,
    )
  })

  app.get<{ Querystring: Query }>('/', async ({ query }, reply) => {
    const { runs, broken } = await folder.list()
    const wanted = Object.entries(query).filter(([, value]) => typeof value === 'string' && value !== '')
    return sendPage(reply, listPage({ folder: folder.path, runs, broken }, Object.fromEntries(wanted)))
  })

  app.get<{ Params: { scenario: string; time: string } }>('/run/:scenario/:time', async ({ params }, reply) => {
    const side = await folder.read(`${params.scenario}/${params.time}`)
    const report = side?.runs[0]?.report
    return report === undefined ? sendProblem(reply, 404, 'notFound') : sendPage(reply, renderHtml(report))
  })

  app.get<{ Querystring: Query }>('/compare', async ({ query, raw }, reply) => {
    const [a, b] = await Promise.all([sideOf(folder, 'A', listOf(query['a'])), sideOf(folder, 'B', listOf(query['b']))])
    if (a === undefined || b === undefined) return sendProblem(reply, 404, 'notFound')
    if (a.runs.length === 0 || b.runs.length === 0)
      return sendProblem(reply, 400, 'notCompared', html`<p>${translated((texts) => texts.tickBoth)}</p>`)
    const comparison = compareSides(a, b)
    const why = refusal(comparison, query['force'] !== undefined)
    if (why === undefined) return sendPage(reply, comparisonPage([comparison], []))
    const again =
      comparison.common.length > 0 &&
      html`<p><a href="${`${raw.url}&force=on`}">${translated((texts) => texts.compareAnyway)}</a></p>`
    return sendProblem(reply, 422, 'notCompared', html`<p lang="en-GB">${why}</p>${again}`)
  })
  return app
}

/** @returns undefined where a run does not exist */
async function sideOf(folder: RunsFolder, letter: string, ids: readonly RunId[]): Promise<Side | undefined> {
  const sides = await Promise.all(ids.slice(0, mostRuns).map((id) => folder.read(id)))
  if (sides.includes(undefined)) return undefined
  const runs = sides.flatMap((side) => side?.runs ?? [])
  const name =
    ids.length === 1 ? (ids[0] ?? letter) : `${letter}: ${[...new Set(ids.map((id) => id.split('/')[0]))].join(', ')}`
  return { name, runs: runs.toSorted((x, y) => (x.report.startedAt < y.report.startedAt ? -1 : 1)) }
}

const listOf = (value: Query[string]): readonly string[] => (value === undefined ? [] : [value].flat())

function sendPage(reply: FastifyReply, text: string): FastifyReply {
  return reply.type('text/html; charset=utf-8').send(text)
}

type Problem = 'notFound' | 'unreadable' | 'notCompared'

function sendProblem(reply: FastifyReply, status: number, problem: Problem, detail?: Markup): FastifyReply {
  const title = { notFound: 'Not found', unreadable: 'Not readable', notCompared: 'Not compared' }[problem]
  return sendPage(
    reply.code(status),
    page({
      title,
      heading: translated((texts) => texts[problem]),
      lead: html`${detail}<p><a href="/">${translated((texts) => texts.back)}</a></p>`,
      sections: [],
    }),
  )
}
