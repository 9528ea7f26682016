/**
 * Open-loop load: requests are due at fixed times, however slow the answers are. Latency counts from the time a request was
 * due, so that a stall affects every request due during it: no coordinated omission
 * (Gil Tene, "How NOT to Measure Latency", 2015; the method of wrk2).
 */

import { Conversation, type ConversationOptions } from '../client/client-connection.ts'
import { type Ending, HttpClient, type HttpClientOptions } from '../client/http-client.ts'
import { LoadError, refusalsBeforeGivingUp } from '../load-error.ts'
import { ArrivalLine } from './arrival-queue.ts'
import { type ArrivalRate, arrivalsOf } from './arrivals.ts'

/** `connections` limits the requests under way at once; further requests wait in the arrival queue. */
export interface OpenLoad extends Omit<ConversationOptions, 'host'>, HttpClientOptions, ArrivalRate {
  readonly signal: AbortSignal
  /** Called at the end of the duration: while it returns false, requests remain due at the final rate. Default: true. */
  readonly mayEnd?: () => boolean
}

export interface OpenLoadResult {
  readonly windowEndMicros: number
  readonly endMicros: number
  /** Bytes at the sockets. */
  readonly bytesSent: number
  readonly bytesReceived: number
  /** How many requests were due in the window, and how many of them were still in the queue when it ended. */
  readonly arrivals: { readonly intended: number; readonly unsent: number }
}

/**
 * Sends until the window is over, then waits for the answers under way; sessions are left as they are.
 * @throws LoadError where the address refuses connections
 */
export function runOpenLoad(load: OpenLoad): Promise<OpenLoadResult> {
  return new OpenRun(load).result()
}

/** A load that may not end yet is extended by this much at a time. */
const stretchMicros = 50_000

class OpenRun {
  readonly #load: OpenLoad
  readonly #client: HttpClient
  readonly #line: ArrivalLine
  #closesAtMicros: number
  /** One for each connection that is free. */
  readonly #free: Conversation[]
  #windowEndMicros: number | undefined
  #timer: NodeJS.Timeout | undefined
  #endings = 0
  /** In a row. */
  #refusals = 0
  readonly #allAnswered = Promise.withResolvers<void>()

  constructor(load: OpenLoad) {
    const { host } = new URL(load.origin)
    const startMicros = load.nowMicros()
    this.#load = load
    this.#client = new HttpClient(load)
    this.#line = new ArrivalLine(arrivalsOf(load), startMicros)
    this.#closesAtMicros = startMicros + Math.round(load.durationSeconds * 1e6)
    this.#free = Array.from({ length: load.connections }, () => new Conversation({ ...load, host }))
  }

  async result(): Promise<OpenLoadResult> {
    const { origin, signal, nowMicros } = this.#load
    signal.addEventListener('abort', this.#abort, { once: true })
    if (signal.aborted) this.#abort()
    else this.#tick()
    await this.#allAnswered.promise
    signal.removeEventListener('abort', this.#abort)
    const endMicros = nowMicros()
    const { bytesSent, bytesReceived } = this.#client
    await this.#client.close()
    const allRefused = this.#refusals > 0 && this.#refusals === this.#endings
    if (allRefused || this.#refusals >= refusalsBeforeGivingUp) throw LoadError.refused(origin, this.#refusals)
    const windowEndMicros = this.#windowEndMicros ?? endMicros
    return {
      windowEndMicros,
      endMicros,
      bytesSent,
      bytesReceived,
      arrivals: this.#line.count(Math.min(windowEndMicros, this.#closesAtMicros)),
    }
  }

  /** Timers are exact to a millisecond or so: each tick sends all that has become due since the last. */
  readonly #tick = () => {
    const isOver = this.#isOver()
    this.#sendAllDue() // also what became due just before the end
    if (isOver) return this.#closeWindow()
    const nowMicros = this.#load.nowMicros()
    const nextMicros = this.#line.isStuck ? nowMicros : Math.min(this.#line.dueMicros, this.#closesAtMicros)
    this.#timer = setTimeout(this.#tick, Math.max(0, Math.floor((nextMicros - nowMicros) / 1_000)))
  }

  #isOver(): boolean {
    const { nowMicros, mayEnd = () => true } = this.#load
    if (nowMicros() < this.#closesAtMicros) return false
    if (mayEnd()) return true
    this.#closesAtMicros = nowMicros() + stretchMicros
    return false
  }

  #sendAllDue(): void {
    const { pool, nowMicros } = this.#load
    const lackedUsers = pool.empty
    const awakeSinceMicros = pool.wake(nowMicros())
    this.#line.goOn(lackedUsers && awakeSinceMicros !== undefined ? awakeSinceMicros : nowMicros())
    while (this.#line.dueMicros <= nowMicros() && this.#line.dueMicros < this.#closesAtMicros) {
      const conversation = pool.empty ? undefined : this.#free.pop()
      if (conversation === undefined) {
        this.#line.holdBack()
        return
      }
      this.#client.send(conversation.next(this.#line.take()), (ending) => this.#ended(conversation, ending))
    }
  }

  #ended(conversation: Conversation, ending: Ending): void {
    this.#endings += 1
    if (ending.status === undefined) {
      conversation.end(ending.outcome, ending.reason)
      if (ending.outcome === 'fail') {
        this.#refusals += 1
        if (this.#refusals === refusalsBeforeGivingUp) this.#abort()
      }
    } else {
      conversation.answered(ending.status, ending.body, ending.headers, ending.resent)
      this.#refusals = 0
    }
    this.#free.push(conversation)
    if (this.#windowEndMicros === undefined) this.#sendAllDue()
    else this.#settleWhereAllAnswered()
  }

  /** At once: what is under way is cut. */
  readonly #abort = () => {
    this.#closeWindow()
    this.#client.close()
  }

  #closeWindow(): void {
    clearTimeout(this.#timer)
    this.#windowEndMicros ??= this.#load.nowMicros()
    this.#settleWhereAllAnswered()
  }

  #settleWhereAllAnswered(): void {
    if (this.#client.underWay === 0) this.#allAnswered.resolve()
  }
}
