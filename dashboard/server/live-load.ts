/** Continuous load for the live page: virtual users send requests until the load changes; each session is checked when it is complete. */

import { sessionMismatch } from '../../analysis/anomalies/session-mismatch/check.ts'
import { predictSessionMismatch } from '../../analysis/anomalies/session-mismatch/predict.ts'
import { unavailable } from '../../analysis/anomalies/unavailable/check.ts'
import { traitsOf } from '../../analysis/theory/circumstances.ts'
import { answersBeforeCopies, predictionFor } from '../../analysis/theory/prediction.ts'
import type { HistorySlice } from '../../bench/history/history.ts'
import { modeRecords } from '../../bench/history/mode-records.ts'
import type { Operation } from '../../bench/history/operation.ts'
import type { ModeRecord } from '../../bench/history/records.ts'
import { LoadError } from '../../bench/load/load-error.ts'
import { runOpenLoad } from '../../bench/load/open/open.ts'
import { UserPool } from '../../bench/load/users/user-pool.ts'
import { accountsPassword, virtualUsers } from '../../bench/load/users/virtual-users.ts'
import { seededRandom } from '../../bench/random.ts'
import type { Scenario } from '../../bench/scenarios/scenario.ts'
import type { LoadEvent } from '../protocol/events.ts'
import type { LoadRequest } from '../protocol/requests.ts'

/** What the load needs. */
export interface LiveLoadOptions {
  readonly modes: readonly string[]
  /** The load balancer's address, called when a load starts. */
  readonly origin: () => string
  readonly replicas: () => number
}

/** The accounts that the stack must have. */
export const liveAccounts = { count: 64, password: accountsPassword }

/** Requests after each login, as in the default scenario. */
const followUps = 10
const day = 86_400

/** The load of one lab. */
export class LiveLoad {
  readonly #options: LiveLoadOptions
  readonly #records: Readonly<Record<string, ModeRecord>>
  #request: LoadRequest
  #running: AbortController | undefined
  /** The current session of each user. */
  #sessions = new Map<string, Operation[]>()
  #counts = noCounts()
  #responses = { second: 0, now: 0, lastSecond: 0 }
  #sessionNumber = 0
  #seed = 1

  constructor(options: LiveLoadOptions) {
    this.#options = options
    this.#records = modeRecords(options.modes)
    this.#request = { mode: options.modes[0] as string, client: 'browser', ratePerSecond: 0 }
  }

  /** Ends the current load, starts the requested one and resets the counts. */
  set(request: LoadRequest): void {
    this.stop()
    this.#request = request
    this.#sessions = new Map()
    this.restartCount()
    if (request.ratePerSecond > 0) void this.#run(request)
  }

  /** Resets the counts. Call it after every change of the stack, so that the counts belong to one configuration. */
  restartCount(): void {
    this.#counts = noCounts()
  }

  /** Ends the load; open requests are aborted. */
  stop(): void {
    this.#running?.abort()
    this.#running = undefined
  }

  view(): LoadEvent {
    const replicas = this.#options.replicas()
    const predicted = this.#predict(replicas)
    this.#turnSecond()
    const sentPerSecond = this.#running ? this.#responses.lastSecond : 0
    return { ...this.#request, replicas, ...this.#counts, sentPerSecond, ...(predicted && { predicted }) }
  }

  async #run({ mode, client, ratePerSecond }: LoadRequest): Promise<void> {
    const controller = new AbortController()
    this.#running = controller
    const { signal } = controller
    const origin = this.#options.origin()
    const { credential } = this.#records[mode] as ModeRecord
    const nowMicros = () => Math.round(performance.now() * 1_000)
    const nextSession = () => this.#sessionNumber++
    this.#seed += 1
    const scenario = scenarioOf(mode, ratePerSecond, this.#seed)
    const { load } = scenario
    const users = virtualUsers({ scenario, segment: 0, mode, credential, client, load, origin, nextSession, nowMicros })
    const onOperation = (operation: Omit<Operation, 'type' | 'segment'>) => {
      if (!signal.aborted) this.#take({ type: 'operation', segment: 0, ...operation })
    }
    const pool = new UserPool(users, seededRandom(this.#seed))
    const options = { ...load, origin, pool, nowMicros, signal, onOperation, ratePerSecond, durationSeconds: day }
    await runOpenLoad(options).catch((error: unknown) => {
      // The stack is shutting down, so its load balancer no longer accepts connections.
      if (!(error instanceof LoadError)) throw error
    })
    if (this.#running === controller) this.#running = undefined
  }

  #take(operation: Operation): void {
    this.#turnSecond()
    this.#responses.now += 1
    const open = this.#sessions.get(operation.user)
    if (open?.[0]?.session === operation.session) {
      open.push(operation)
      return
    }
    if (open) this.#check(open)
    this.#sessions.set(operation.user, [operation])
  }

  #check(operations: readonly Operation[]): void {
    const slice = this.#sliceOf(operations)
    const found = sessionMismatch.check(slice)
    const causes: Record<string, number> = { ...this.#counts.causes }
    for (const [cause, count] of Object.entries(found.causes)) causes[cause] = (causes[cause] ?? 0) + count
    this.#counts = {
      judged: this.#counts.judged + found.total,
      mismatches: this.#counts.mismatches + found.count,
      causes,
      unavailable: this.#counts.unavailable + unavailable.check(slice).count,
    }
  }

  #predict(replicas: number): LoadEvent['predicted'] {
    const { mode, client } = this.#request
    const traits = traitsOf(this.#records[mode])
    // Where the answer comes before the copies, theory needs lags that only a recorded run measures.
    if (traits === undefined || answersBeforeCopies(traits.strategy)) return undefined
    const circumstances = {
      ...traits,
      client,
      replicas,
      followUps,
      workload: 'browse',
      faults: [],
      redisKeepsFile: true,
    }
    const prediction = predictionFor(predictSessionMismatch(circumstances), this.#sliceOf([]))
    if (prediction?.rate === undefined) return undefined
    const { rate, formula, because } = prediction
    return { rate, formula, because }
  }

  #sliceOf(operations: readonly Operation[]): HistorySlice {
    const { mode, client } = this.#request
    const { sessionLivesIn } = this.#records[mode] as ModeRecord
    return { mode, client, sessionLivesIn, operations, segments: [], faults: [], retries: [], audits: [] }
  }

  #turnSecond(): void {
    const second = Math.floor(performance.now() / 1_000)
    const { second: before, now } = this.#responses
    if (second === before) return
    this.#responses = { second, now: 0, lastSecond: second === before + 1 ? now : 0 }
  }
}

function noCounts(): Pick<LoadEvent, 'judged' | 'mismatches' | 'causes' | 'unavailable'> {
  return { judged: 0, mismatches: 0, causes: {}, unavailable: 0 }
}

/** Few users at a low rate, so that sessions complete while someone watches. Fewer than six would keep step with round robin. */
const usersFor = (ratePerSecond: number) => Math.min(liveAccounts.count, Math.max(6, Math.ceil(ratePerSecond / 3)))

function scenarioOf(mode: string, ratePerSecond: number, seed: number): Scenario {
  const load = {
    users: usersFor(ratePerSecond),
    connections: 64,
    followUps,
    durationSeconds: day,
    minOperations: 1,
    timeoutSeconds: 10,
  }
  return {
    name: 'live',
    summary: 'the load of the live page',
    modes: [mode],
    topology: { replicas: 1 },
    clients: ['browser'],
    workload: 'browse',
    load,
    warmUpSeconds: 0,
    trials: 1,
    seed,
    expect: {},
  }
}
