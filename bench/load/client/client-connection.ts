/** The sequence of requests and answers on one connection, for any of the users. Independent of sockets. */

import type { Operation, Outcome } from '../../history/operation.ts'
import type { Request } from '../http-message.ts'
import type { UserPool } from '../users/user-pool.ts'
import type { Intent, VirtualUser } from '../users/virtual-user.ts'
import type { Reading } from './response-parser.ts'

export interface ConversationOptions {
  /** For the Host header, e.g. `127.0.0.1:8080`. */
  readonly host: string
  readonly pool: UserPool
  /** µs since the run's start. */
  readonly nowMicros: () => number
  readonly onOperation: (operation: Omit<Operation, 'type' | 'segment'>) => void
}

/** Header names as they were sent: nginx writes `Set-Cookie`, Fastify `set-cookie`. */
export type RawHeaders = Readonly<Record<string, string | readonly string[] | undefined>>

/** When a request was due, where an arrival rate says so. */
export type Due = Pick<Operation, 'intendedMicros' | 'heldBackMicros'>

interface Exchange {
  readonly user: VirtualUser
  readonly intent: Intent
  readonly startMicros: number
  readonly due: Due
}

export class Conversation {
  readonly #options: ConversationOptions
  #underWay: Exchange | undefined

  constructor(options: ConversationOptions) {
    this.#options = options
  }

  /** The next request. When no user has a request left (possible after a reconnect), a request outside all modes. */
  next(due: Due = {}): Request {
    const { host, pool, nowMicros } = this.#options
    this.end('info', 'no-answer') // the connection moves on although its last request is unanswered
    const user = pool.take()
    if (user === undefined) return { method: 'GET', path: '/healthz', headers: { host } }
    const startMicros = nowMicros()
    const intent = user.next()
    this.#underWay = { user, intent, startMicros, due }
    pool.offer(user) // one request is under way; its session may have room for another
    return { ...intent.request, headers: { host, ...intent.request.headers } }
  }

  /** @param resent whether a connection was closed under it before */
  answered(status: number, body: string, headers: RawHeaders, resent = false): void {
    if (this.#underWay === undefined) return
    const { user, intent } = this.#underWay
    const reading = user.receive(intent, { status, body, setCookies: valuesOf(headers, 'set-cookie') })
    const replica = valuesOf(headers, 'x-replica')[0]
    const fields = { ...reading, ...(replica !== undefined && { replica }), ...(resent && { resent: true as const }) }
    this.#land({ outcome: outcomeOf(status), status, ...fields })
  }

  /** The request under way, if there is one, will not be answered. */
  end(outcome: Exclude<Outcome, 'ok'>, reason: string): void {
    this.#land({ outcome, reason })
  }

  #land(end: Pick<Operation, 'outcome' | 'status' | 'replica' | 'resent'> & Reading): void {
    if (this.#underWay === undefined) return
    const { user, intent, startMicros, due } = this.#underWay
    const { pool, nowMicros, onOperation } = this.#options
    const endMicros = nowMicros()
    this.#underWay = undefined
    onOperation({
      user: intent.user,
      session: intent.session,
      kind: intent.kind,
      startMicros,
      endMicros,
      ...due,
      ...credentialBytesOf(intent.request.headers),
      ...(intent.step?.item !== undefined && { item: intent.step.item }),
      ...(intent.step?.post !== undefined && { post: intent.step.post }),
      ...(intent.step?.forgery !== undefined && { attack: intent.step.forgery.name }),
      ...(intent.step?.subject !== undefined && { subject: intent.step.subject }),
      ...end,
    })
    user.done(intent)
    pool.over(user, endMicros)
  }
}

function credentialBytesOf({
  cookie = '',
  authorization = '',
}: Request['headers']): Pick<Operation, 'credentialBytes'> {
  const credentialBytes = cookie.length + authorization.length // ASCII, both of them
  return credentialBytes > 0 ? { credentialBytes } : {}
}

/** The work may have been done despite a gateway's 5xx; a replica's own 503 means that it was not done. */
function outcomeOf(status: number): Outcome {
  if (status < 400) return 'ok'
  return status === 500 || status === 502 || status === 504 ? 'info' : 'fail'
}

function valuesOf(headers: RawHeaders, name: string): readonly string[] {
  const values: (string | readonly string[] | undefined)[] = []
  for (const key in headers) if (key.toLowerCase() === name) values.push(headers[key])
  return values.flat().filter((value) => value !== undefined)
}
