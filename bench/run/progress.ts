/** Shows what runs now: one line that is written over on a terminal, plain lines elsewhere. */

import type { FaultRecord } from '../history/records.ts'
import type { Scenario } from '../scenarios/scenario.ts'
import { roundsOf, type SegmentPlan } from './plan.ts'

export type ProgressEvent =
  | { readonly type: 'note'; readonly text: string }
  /** A note that stays on a terminal, whole. */
  | { readonly type: 'problem'; readonly text: string }
  | {
      readonly type: 'starting'
      readonly scenario: Scenario
      /** With how many replicas: in a sweep with each of them. */
      readonly counts: readonly number[]
    }
  | {
      readonly type: 'round'
      readonly round: number
      readonly of: number
      readonly trials: number
      /** What it runs at the same time. */
      readonly segments: readonly SegmentPlan[]
    }
  | { readonly type: 'fault'; readonly fault: FaultRecord }
  | { readonly type: 'operation'; readonly refused: boolean }
  | { readonly type: 'reporting'; readonly operations: number }

export type OnProgress = (event: ProgressEvent) => void

/** Back to the start of the terminal's line, and nothing on it. */
const clearLine = '\r\x1b[2K'

interface Output {
  readonly isTTY?: boolean
  /** Of a terminal: how many letters a line has. */
  readonly columns?: number
  write(text: string): unknown
}

const refreshMs = 200
/** The interval of progress lines for a long trial without a terminal. */
const heartbeatMs = 30_000
const wholeNumber = (value: number) => Math.round(value).toLocaleString('en')

export class Progress {
  readonly #output: Output
  readonly #nowMs: () => number
  #timeLeft = new TimeLeft([])
  #label = ''
  #trial = -1
  #round = { startedAtMs: 0, operations: 0, refused: 0 }
  #shownAtMs = 0

  constructor(output: Output, nowMs: () => number) {
    this.#output = output
    this.#nowMs = nowMs
  }

  readonly onProgress: OnProgress = (event) => {
    switch (event.type) {
      case 'note':
        return this.#show(event.text)
      case 'problem':
        return void this.#output.write(`${this.#output.isTTY ? clearLine : ''}${event.text}\n`)
      case 'starting': {
        const { name, modes, topology } = event.scenario
        this.#timeLeft = new TimeLeft(roundsOf(event.scenario, event.counts).map(plannedMs))
        return this.#show(`starting ${topology.replicas} × replica behind nginx for ${name}: ${modes.join(', ')}`)
      }
      case 'round':
        return this.#beginRound(event)
      case 'fault':
        return this.#showFault(event.fault)
      case 'operation':
        return this.#countOperation(event.refused)
      case 'reporting':
        return this.#show(`checking ${wholeNumber(event.operations)} operations`)
    }
  }

  /** Leaves the terminal's line clean. */
  end(): void {
    if (this.#output.isTTY) this.#output.write(clearLine)
  }

  #beginRound({ round, trials, segments }: Extract<ProgressEvent, { type: 'round' }>): void {
    const startedAtMs = this.#nowMs()
    const trial = segments[0]?.trial ?? 0
    this.#round = { startedAtMs, operations: 0, refused: 0 }
    this.#timeLeft.beginRound(round, startedAtMs)
    const phase = trial === 0 ? 'warm-up' : `trial ${trial} of ${trials}`
    const [first, ...others] = segments
    this.#label = `${phase} · ${others.length === 0 ? `${first?.mode}, ${first?.client}${first?.replicas === undefined ? '' : `, ${first.replicas} replicas`}` : 'all modes at once'}`
    if (!this.#output.isTTY && trial > this.#trial) {
      this.#show(`${phase} · ${this.#timeLeft.at(startedAtMs)}`)
      this.#shownAtMs = startedAtMs
    }
    this.#trial = Math.max(trial, this.#trial) // In a sweep trials are full of small warm-ups.
  }

  #showFault({ fault, what, inForceMicros, confirmation, healMicros, healedMicros }: FaultRecord): void {
    if (healedMicros !== undefined) this.#show(`${fault}: ${what}, healed`)
    else if (healMicros === undefined && confirmation !== undefined) {
      const { outcome, because } = confirmation
      this.#show(`${fault}: ${what}, ${outcome.replace('-', ' ')}${because === undefined ? '' : `: ${because}`}`)
    } else if (healMicros === undefined) this.#show(inForceMicros === undefined ? fault : `${fault}: ${what}`)
  }

  #countOperation(refused: boolean): void {
    this.#round.operations += 1
    if (refused) this.#round.refused += 1
    const now = this.#nowMs()
    if (now - this.#shownAtMs < (this.#output.isTTY ? refreshMs : heartbeatMs)) return
    this.#shownAtMs = now
    const { startedAtMs, operations, refused: refusals } = this.#round
    const rate = operations / Math.max(0.001, (now - startedAtMs) / 1_000)
    const counts = `${wholeNumber(rate)}/s · ${wholeNumber(refusals)} refused`
    this.#show(`${this.#label} · ${counts} · ${this.#timeLeft.at(now)}`)
  }

  #show(text: string): void {
    if (!this.#output.isTTY) this.#output.write(`${text}\n`)
    // A line that is longer than the terminal could not be cleared again.
    else this.#output.write(clearLine + text.slice(0, (this.#output.columns ?? 80) - 1))
  }
}

/** How long the plan will still take: each round as long as planned, and as much longer as those before it were. */
class TimeLeft {
  readonly #plannedMs: readonly number[]
  #round = 0
  #firstAtMs = 0
  #roundAtMs = 0

  constructor(plannedMs: readonly number[]) {
    this.#plannedMs = plannedMs
  }

  beginRound(round: number, nowMs: number): void {
    if (round === 0) this.#firstAtMs = nowMs
    this.#round = round
    this.#roundAtMs = nowMs
  }

  at(nowMs: number): string {
    const sum = (from: number, to?: number) => this.#plannedMs.slice(from, to).reduce((a, b) => a + b, 0)
    const done = this.#round
    const more = done === 0 ? 0 : (this.#roundAtMs - this.#firstAtMs - sum(0, done)) / done
    const left = (rounds: number, planned: number) => Math.max(0, planned + rounds * more)
    const ofThisRound = Math.max(0, left(1, this.#plannedMs[done] ?? 0) - (nowMs - this.#roundAtMs))
    const ofOthers = left(Math.max(0, this.#plannedMs.length - done - 1), sum(done + 1))
    const seconds = Math.ceil((ofThisRound + ofOthers) / 1_000)
    return seconds < 120 ? `${seconds} s left` : `${Math.ceil(seconds / 60)} min left`
  }
}

function plannedMs(segments: readonly SegmentPlan[]): number {
  return Math.max(0, ...segments.map(({ load }) => load.durationSeconds)) * 1_000
}
