/** Shows what runs now: one line that is written over on a terminal, plain lines elsewhere. */

import type { SegmentPlan } from './plan.ts'
import type { Scenario } from './scenarios/scenario.ts'

export type ProgressEvent =
  | { readonly type: 'note'; readonly text: string }
  | { readonly type: 'starting'; readonly scenario: Scenario }
  | { readonly type: 'segment'; readonly segment: SegmentPlan; readonly of: number; readonly trials: number }
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
  #segment = { startedAtMs: 0, operations: 0, refused: 0 }
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
      case 'segment':
        return this.#beginSegment(event)
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

  #beginSegment({ segment, of, trials }: Extract<ProgressEvent, { type: 'segment' }>): void {
    const startedAtMs = this.#nowMs()
    this.#segment = { startedAtMs, operations: 0, refused: 0 }
    if (segment.segment === 0) this.#firstStartedAtMs = startedAtMs
    else {
      const perSegmentMs = (startedAtMs - this.#firstStartedAtMs) / segment.segment
      this.#timeLeft = ` · ${Math.ceil((perSegmentMs * (of - segment.segment)) / 1_000)} s left`
    }
    const phase = segment.trial === 0 ? 'warm-up' : `trial ${segment.trial} of ${trials}`
    this.#label = `${phase} · ${segment.mode}, ${segment.client}`
    if (!this.#output.isTTY && segment.trial !== this.#trial) this.#show(`${phase}${this.#timeLeft}`)
    this.#trial = segment.trial
  }

  #countOperation(refused: boolean): void {
    this.#segment.operations += 1
    if (refused) this.#segment.refused += 1
    if (!this.#output.isTTY) return
    const now = this.#nowMs()
    if (now - this.#shownAtMs < refreshMs) return
    this.#shownAtMs = now
    const rate = this.#segment.operations / Math.max(0.001, (now - this.#segment.startedAtMs) / 1_000)
    this.#show(
      `${this.#label} · ${wholeNumber(rate)}/s · ${wholeNumber(this.#segment.refused)} refused${this.#timeLeft}`,
    )
  }

  #show(text: string): void {
    this.#output.write(this.#output.isTTY ? `${clearLine}${text}` : `${text}\n`)
  }
}
