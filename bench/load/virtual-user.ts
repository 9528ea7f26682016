/** One client with an account of its own: logs in, takes its steps, logs in again, and reads what it is told. */

import type { Answer, Credential } from './credential.ts'
import type { Random } from './random.ts'
import { bodyOf, type Reading, readingOf } from './reading.ts'
import type { Step, Workload } from './workloads/workload.ts'

export interface Request {
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
}

/** A request about to be sent, and what the history needs to know of it. */
export interface Intent {
  readonly kind: string
  readonly session: number
  readonly request: Request
  /** The workload's step; absent at a login. */
  readonly step?: Step
}

export interface VirtualUserOptions {
  readonly name: string
  readonly password: string
  /** The client address it claims by X-Forwarded-For, so that policies by address can tell users apart. */
  readonly address: string
  /** The mode's URL prefix, without slashes. */
  readonly mode: string
  readonly credential: Credential
  readonly workload: Workload
  /** How many steps follow a login; how many requests of one session may be under way at once. */
  readonly followUps: number
  readonly concurrency: number
  readonly random: Random
  /** Numbers the sessions of the whole run. */
  readonly nextSession: () => number
  /** µs since the run's start. */
  readonly nowMicros: () => number
}

export class VirtualUser {
  readonly name: string
  readonly #options: VirtualUserOptions
  #session = 0
  #index = 0
  #upcoming: Step | undefined
  #underWay = 0
  /** Headers of the credential that the session ended, kept for whoever asks what became of it. */
  #ended: Readonly<Record<string, string>> = {}
  #endedAtMicros: number | undefined

  constructor(options: VirtualUserOptions) {
    this.name = options.name
    this.#options = options
  }

  /** Whether steps of the current session are still to be taken. */
  get midSession(): boolean {
    return this.#upcoming !== undefined
  }

  /** Whether another request may be sent now. A login, and a step that wants to be alone, wait for all others. */
  get ready(): boolean {
    if (this.#upcoming === undefined || this.#upcoming.alone) return this.#underWay === 0
    return this.#underWay < this.#options.concurrency
  }

  /** The next request: a step of the session, or, where none is left, a login that opens the next one. */
  next(): Intent {
    this.#underWay += 1
    return this.#upcoming === undefined ? this.#login() : this.#take(this.#upcoming)
  }

  /** Takes an answer to heart: keeps the credential, and tells what the answer says. */
  receive(intent: Intent, answer: Answer): Reading {
    const { credential } = this.#options
    const body = bodyOf(intent.kind, answer)
    if (intent.kind === 'login' && answer.status === 200) {
      credential.issued(answer, body.access_token)
      this.#index = 0
      this.#endedAtMicros = undefined
      this.#upcoming = this.#plan()
    } else {
      credential.answered(answer, body.access_token)
    }
    return readingOf(body, { user: this.name, session: intent.session })
  }

  /** The request is over, answered or not. */
  done({ step }: Intent): void {
    this.#underWay -= 1
    if (step?.credential === 'ends') this.#endedAtMicros = this.#options.nowMicros()
  }

  #login(): Intent {
    const { name, password, address, mode, nextSession } = this.#options
    this.#session = nextSession()
    return {
      kind: 'login',
      session: this.#session,
      request: {
        method: 'POST',
        path: `/${mode}/login`,
        headers: { 'x-forwarded-for': address, 'content-type': 'application/json' },
        body: JSON.stringify({ username: name, password }),
      },
    }
  }

  #plan(): Step | undefined {
    const { workload, random, followUps, nowMicros } = this.#options
    const endedAt = this.#endedAtMicros
    return workload.step({
      random,
      index: this.#index,
      followUps,
      user: this.name,
      session: this.#session,
      endedForMs: endedAt === undefined ? undefined : (nowMicros() - endedAt) / 1_000,
    })
  }

  #take(step: Step): Intent {
    const { credential, address, mode } = this.#options
    const held = step.credential === 'ended' ? this.#ended : credential.headers()
    if (step.credential === 'ends') this.#ended = held
    this.#index += 1
    this.#upcoming = this.#plan()
    return {
      kind: step.kind,
      session: this.#session,
      step,
      request: {
        method: step.method,
        path: `/${mode}${step.path}`,
        headers: {
          'x-forwarded-for': address,
          ...held,
          ...(step.body !== undefined && { 'content-type': 'application/json' }),
        },
        ...(step.body !== undefined && { body: step.body }),
      },
    }
  }
}
