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

interface Output {
  readonly isTTY?: boolean
  write(text: string): unknown
}

const refreshMs = 200

/** @returns a listener, and `end`, which leaves the terminal's line clean */
export function showProgress(output: Output, now: () => number): { onProgress: OnProgress; end: () => void } {
  const terminal = output.isTTY === true
  let [operations, refused, segmentStartedAt, shownAt] = [0, 0, 0, 0]
  let [trial, label, firstStartedAt] = [-1, '', 0]
  let timeLeft = ''
  const line = (text: string) => output.write(terminal ? `\r\x1b[2K${text}` : `${text}\n`)
  return {
    onProgress(event) {
      if (event.type === 'operation') {
        operations += 1
        if (event.refused) refused += 1
        if (!terminal || now() - shownAt < refreshMs) return
        shownAt = now()
        const rate = Math.round(operations / Math.max(0.001, (shownAt - segmentStartedAt) / 1_000))
        line(`${label} · ${rate.toLocaleString('en')}/s · ${refused.toLocaleString('en')} refused${timeLeft}`)
      } else if (event.type === 'segment') {
        const { segment, of, trials } = event
        operations = refused = 0
        segmentStartedAt = now()
        if (segment.segment === 0) firstStartedAt = segmentStartedAt
        else
          timeLeft = ` · ${Math.ceil((((segmentStartedAt - firstStartedAt) / segment.segment) * (of - segment.segment)) / 1_000)} s left`
        const phase = segment.trial === 0 ? 'warm-up' : `trial ${segment.trial} of ${trials}`
        label = `${phase} · ${segment.mode}, ${segment.client}`
        if (!terminal && segment.trial !== trial) line(`${phase}${timeLeft}`)
        trial = segment.trial
      } else if (event.type === 'starting') {
        const { scenario } = event
        line(
          `starting ${scenario.topology.replicas} × replica behind nginx for ${scenario.name}: ${scenario.modes.join(', ')}`,
        )
      } else if (event.type === 'reporting') line(`checking ${event.operations.toLocaleString('en')} operations`)
      else line(event.text)
    },
    end() {
      if (terminal) output.write('\r\x1b[2K')
    },
  }
}
