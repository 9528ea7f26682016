/** Shows what runs now: one line that is written over on a terminal, plain lines elsewhere. */

import type { FaultRecord } from './history.ts'
import type { SegmentPlan } from './plan.ts'
import type { Scenario } from './scenarios/scenario.ts'

export type ProgressEvent =
  | { readonly type: 'note'; readonly text: string }
  | { readonly type: 'starting'; readonly scenario: Scenario }
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
  write(text: string): unknown
}

const refreshMs = 200
const wholeNumber = (value: number) => Math.round(value).toLocaleString('en')

export class Progress {
  readonly #output: Output
  readonly #nowMs: () => number
  #label = ''
  #timeLeft = ''
  #trial = -1
  #firstStartedAtMs = 0
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
      case 'starting': {
        const { name, modes, topology } = event.scenario
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

  #beginRound({ round, of, trials, segments }: Extract<ProgressEvent, { type: 'round' }>): void {
    const startedAtMs = this.#nowMs()
    const trial = segments[0]?.trial ?? 0
    this.#round = { startedAtMs, operations: 0, refused: 0 }
    if (round === 0) this.#firstStartedAtMs = startedAtMs
    else {
      const perRoundMs = (startedAtMs - this.#firstStartedAtMs) / round
      this.#timeLeft = ` · ${Math.ceil((perRoundMs * (of - round)) / 1_000)} s left`
    }
    const phase = trial === 0 ? 'warm-up' : `trial ${trial} of ${trials}`
    const [first, ...others] = segments
    this.#label = `${phase} · ${others.length === 0 ? `${first?.mode}, ${first?.client}${first?.replicas === undefined ? '' : `, ${first.replicas} replicas`}` : 'all modes at once'}`
    if (!this.#output.isTTY && trial !== this.#trial) this.#show(`${phase}${this.#timeLeft}`)
    this.#trial = trial
  }

  #showFault({ fault, what, inForceMicros, healMicros, healedMicros }: FaultRecord): void {
    if (healedMicros !== undefined) this.#show(`${fault}: ${what}, healed`)
    else if (healMicros === undefined) this.#show(inForceMicros === undefined ? fault : `${fault}: ${what}`)
  }

  #countOperation(refused: boolean): void {
    this.#round.operations += 1
    if (refused) this.#round.refused += 1
    if (!this.#output.isTTY) return
    const now = this.#nowMs()
    if (now - this.#shownAtMs < refreshMs) return
    this.#shownAtMs = now
    const rate = this.#round.operations / Math.max(0.001, (now - this.#round.startedAtMs) / 1_000)
    this.#show(`${this.#label} · ${wholeNumber(rate)}/s · ${wholeNumber(this.#round.refused)} refused${this.#timeLeft}`)
  }

  #show(text: string): void {
    this.#output.write(this.#output.isTTY ? `${clearLine}${text}` : `${text}\n`)
  }
}
