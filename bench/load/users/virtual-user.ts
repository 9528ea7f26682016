/** One client with its own account: logs in, sends the requests of its workload, logs in again, and parses the answers. */

import type { Forger } from '../../attacks/forger.ts'
import type { Random } from '../../random.ts'
import { bodyOf, type Reading, readingOf } from '../client/response-parser.ts'
import type { Answer, Request } from '../http-message.ts'
import type { Step, Workload } from '../workloads/workload.ts'
import type { Credential } from './credential.ts'

/** A request about to be sent, and what the history needs to know of it. */
export interface Intent {
  readonly kind: string
  /** The account that sends it: the user's own, or its admin user's. */
  readonly user: string
  readonly session: number
  readonly request: Request
  /** The workload's step; absent at the user's own login. */
  readonly step?: Step
}

/** An account's name, and the credential that it holds after its login. */
export interface Account {
  readonly name: string
  readonly password: string
  readonly credential: Credential
}

export interface VirtualUserOptions extends Account {
  /** An admin responsible for this user alone, with its own credential: sends the steps with `by: 'admin'`. */
  readonly admin?: Account
  /** Makes the requests of steps that say `forgery`. */
  readonly forger?: Forger | undefined
  /** The client address it claims by X-Forwarded-For, so that policies by address can tell users apart. */
  readonly address: string
  /** The mode's URL prefix, without slashes. */
  readonly mode: string
  readonly workload: Workload
  /** How many steps follow a login; how many requests of one session may be under way at once. */
  readonly followUps: number
  readonly concurrency: number
  /** After a refusal the user logs in again, as people do, instead of continuing its session. */
  readonly logsInAgain?: boolean
  /** See `Turn`. */
  readonly probeMs?: number
  readonly endsWithinMs?: number | undefined
  readonly random: Random
  /** Numbers the sessions of the whole run. */
  readonly nextSession: () => number
  /** µs since the run's start. */
  readonly nowMicros: () => number
}

/** How long a workload probes with an ended credential if the scenario does not set it. */
const defaultProbeMs = 250

export class VirtualUser {
  readonly name: string
  readonly #options: VirtualUserOptions
  #session = 0
  #adminSession = 0
  /** The session's data for the workload, as of its login. */
  #start = { userId: undefined as number | undefined, atMicros: 0, chance: 0, earlierSessions: -1 }
  #index = 0
  #previous: string | undefined
  #upcoming: Step | undefined
  #underWay = 0
  #password: string
  /** Headers of the credential that the session ended, kept for probes. */
  #ended: Readonly<Record<string, string>> = {}
  #endedAtMicros: number | undefined

  constructor(options: VirtualUserOptions) {
    this.name = options.name
    this.#password = options.password
    this.#options = options
  }

  /** Whether steps of the current session are still to be taken. */
  get midSession(): boolean {
    return this.#upcoming !== undefined
  }

  /** Whether another request may be sent now. A login, and a step with `alone`, wait for all other requests. */
  get ready(): boolean {
    if (this.#upcoming === undefined || this.#upcoming.alone) return this.#underWay === 0
    return this.#underWay < this.#options.concurrency
  }

  /** The next request: a step of the session, or, where none is left, a login that opens the next one. */
  next(): Intent {
    this.#underWay += 1
    return this.#upcoming === undefined ? this.#login() : this.#take(this.#upcoming)
  }

  /** Processes an answer: keeps the credential, and returns the parsed fields. */
  receive(intent: Intent, answer: Answer): Reading {
    const { credential } = this.#account(intent.step)
    const body = bodyOf(intent.kind, answer)
    if (intent.step?.forgery !== undefined) this.#options.forger?.receive(intent.step.forgery, answer)
    else if (intent.kind === 'login' && answer.status === 200) {
      credential.issued(answer, body.access_token)
      if (intent.step === undefined) this.#begin(body.user?.id)
    } else {
      credential.answered(answer, body.access_token)
      if (answer.status === 200) this.#changePassword(intent.step?.newPassword)
      if (this.#options.logsInAgain && this.#isRefused(intent, answer)) this.#upcoming = undefined
    }
    return readingOf(body, intent)
  }

  #changePassword(password: string | undefined): void {
    if (password === undefined) return
    this.#password = password
    this.#options.credential.changed?.(password)
  }

  /** Whether this answer shows that the user's current session has been lost. */
  #isRefused({ step, session }: Intent, { status }: Answer): boolean {
    return status === 401 && step !== undefined && step.by === undefined && session === this.#session
  }

  /** Ends the session early: only the closing steps of its workload remain. */
  wrapUp(): void {
    if (this.#upcoming === undefined) return
    this.#index = Math.max(this.#index, this.#options.followUps)
    this.#upcoming = this.#plan()
  }

  /** The request is over, answered or not. */
  done({ step }: Intent): void {
    this.#underWay -= 1
    if (step?.credential === 'ends') this.#endedAtMicros = this.#options.nowMicros()
  }

  #account(step: Step | undefined): Account {
    if (step?.by === undefined) return this.#options
    if (this.#options.admin === undefined) throw new Error(`${this.name} has no admin user to send ${step.kind}`)
    return this.#options.admin
  }

  #begin(userId: number | undefined): void {
    const { random, nowMicros } = this.#options
    const earlierSessions = this.#start.earlierSessions + 1
    this.#start = { userId, atMicros: nowMicros(), chance: random(), earlierSessions }
    this.#index = 0
    this.#previous = undefined
    this.#endedAtMicros = undefined
    this.#upcoming = this.#plan()
  }

  #login(step?: Step): Intent {
    const { address, mode, nextSession } = this.#options
    const { name } = this.#account(step)
    const password = step?.by === undefined ? this.#password : this.#account(step).password
    const session = nextSession()
    if (step === undefined) this.#session = session
    else this.#adminSession = session
    return {
      kind: 'login',
      user: name,
      session,
      ...(step && { step }),
      request: {
        method: 'POST',
        path: `/${mode}/login`,
        headers: { 'x-forwarded-for': address, 'content-type': 'application/json' },
        body: JSON.stringify({ username: name, password }),
      },
    }
  }

  #plan(): Step | undefined {
    const { workload, random, followUps, probeMs = defaultProbeMs, endsWithinMs, nowMicros, forger } = this.#options
    const { userId, atMicros, chance, earlierSessions } = this.#start
    const msSince = (micros: number) => (nowMicros() - micros) / 1_000
    return workload.step({
      random,
      index: this.#index,
      previous: this.#previous,
      followUps,
      probeMs,
      endsWithinMs,
      user: this.name,
      password: this.#password,
      userId,
      session: this.#session,
      earlierSessions,
      chance,
      sinceLoginMs: msSince(atMicros),
      endedForMs: this.#endedAtMicros === undefined ? undefined : msSince(this.#endedAtMicros),
      ...(forger && { forgeries: forger.plan }),
    })
  }

  #take(step: Step): Intent {
    const { address, mode } = this.#options
    const { name, credential } = this.#account(step)
    const held = step.credential === 'ended' ? this.#ended : credential.headers()
    if (step.credential === 'ends') this.#ended = this.#options.credential.headers()
    this.#index += 1
    this.#previous = step.kind
    this.#upcoming = this.#plan()
    if (step.kind === 'login') return this.#login(step)
    if (step.forgery !== undefined && this.#options.forger !== undefined) {
      return { user: name, session: this.#session, step, ...this.#options.forger.request(step.forgery, held) }
    }
    return {
      kind: step.kind,
      user: name,
      session: step.by === undefined ? this.#session : this.#adminSession,
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
