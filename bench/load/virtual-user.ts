/** One client with an account of its own: logs in, takes its steps, logs in again, and reads what it is told. */

import type { Answer, Credential } from './credential.ts'
import type { Random } from './random.ts'
import type { Workload } from './workloads/workload.ts'

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
}

/** What an answer says, as far as a checker could ask. */
export interface Reading {
  readonly reason?: string
  readonly identity?: string
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
  /** How many steps follow a login. */
  readonly followUps: number
  readonly random: Random
  /** Numbers the sessions of the whole run. */
  readonly nextSession: () => number
}

export class VirtualUser {
  readonly name: string
  readonly #options: VirtualUserOptions
  #session = 0
  #stepsLeft = 0

  constructor(options: VirtualUserOptions) {
    this.name = options.name
    this.#options = options
  }

  /** Whether steps of the current session are still to be taken. */
  get midSession(): boolean {
    return this.#stepsLeft > 0
  }

  /** The next request: a step of the session, or, where none is left, a login that opens the next one. */
  next(): Intent {
    return this.midSession ? this.#step() : this.#login()
  }

  /** Takes an answer to heart: keeps the credential, and tells what the answer says. */
  receive(intent: Intent, answer: Answer): Reading {
    const { credential, followUps } = this.#options
    const worthReading = answer.status >= 400 || intent.kind === 'login' || intent.kind === 'me'
    const body = worthReading ? parse(answer.body) : {}
    if (intent.kind === 'login' && answer.status === 200) {
      credential.issued(answer, body.access_token)
      this.#stepsLeft = followUps
    } else {
      credential.answered(answer, body.access_token)
    }
    const identity = body.user?.name ?? body.name
    return { ...(body.reason !== undefined && { reason: body.reason }), ...(identity !== undefined && { identity }) }
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

  #step(): Intent {
    const { workload, random, credential, address, mode } = this.#options
    this.#stepsLeft -= 1
    const step = workload.step(random)
    return {
      kind: step.kind,
      session: this.#session,
      request: {
        method: step.method,
        path: `/${mode}${step.path}`,
        headers: {
          'x-forwarded-for': address,
          ...credential.headers(),
          ...(step.body !== undefined && { 'content-type': 'application/json' }),
        },
        ...(step.body !== undefined && { body: step.body }),
      },
    }
  }
}

interface ReadableBody {
  readonly access_token?: string
  readonly user?: { readonly name?: string }
  readonly name?: string
  readonly reason?: string
}

/** Not every answer is one of ours: a body that cannot be read says nothing. */
function parse(body: string): ReadableBody {
  try {
    return (JSON.parse(body) as ReadableBody | null) ?? {}
  } catch {
    return {}
  }
}
