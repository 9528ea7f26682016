/** Does a scenario's faults to a stack when their time has come, heals each, and records what happened when. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Stack } from '../../stack/stack.ts'
import type { FaultRecord } from '../history.ts'
import type { Random } from '../load/random.ts'
import type { FaultContext } from './fault.ts'
import { type FaultName, faults } from './registry.ts'

/** One entry of a scenario's timeline. */
export interface TimelineEntry {
  /** Seconds since the load of a trial began. */
  readonly at: number
  readonly fault: FaultName
  /** Seconds until it is healed; without it at the end of the trial. */
  readonly for?: number
  /** The fault's own parameters. */
  readonly [parameter: string]: unknown
}

export interface TimelineRun {
  readonly trial: number
  readonly stack: Stack
  readonly random: Random
  /** µs since the run's start. */
  readonly nowMicros: () => number
  /** Aborted when the trial's load is over, however that went: what is in force is healed, what is to come does not. */
  readonly over: AbortSignal
  /** Told when a fault begins, is in force, and is healed; each time with its place in the timeline and all known by then. */
  readonly onChange: (entry: number, fault: FaultRecord) => void
}

/**
 * Resolves when all faults are healed. Every fault is healed, also where another fails.
 * @throws the first failure of a fault, or of a healing
 */
export async function runTimeline(timeline: readonly TimelineEntry[], run: TimelineRun): Promise<void> {
  const settled = await Promise.allSettled(timeline.map((entry, index) => runEntry(entry, index, run)))
  for (const result of settled) if (result.status === 'rejected') throw result.reason
}

async function runEntry(entry: TimelineEntry, index: number, run: TimelineRun): Promise<void> {
  const { at, fault: name, for: lasts, ...parameters } = entry
  const { trial, stack, random, nowMicros, over, onChange } = run
  const pause: FaultContext['pause'] = async (seconds) => {
    await sleep(seconds * 1000, undefined, { signal: over }).catch(() => {})
  }
  await pause(at)
  if (over.aborted) return
  let record: FaultRecord = { type: 'fault', trial, fault: name, what: '', startMicros: nowMicros() }
  const change = (news: Partial<FaultRecord>) => {
    record = { ...record, ...news }
    onChange(index, record)
  }
  change({})
  const { what, heal } = await faults[name].inject(stack, parameters, { random, pause })
  change({ what, inForceMicros: nowMicros() })
  try {
    await (lasts === undefined ? until(over) : pause(lasts))
  } finally {
    change({ healMicros: nowMicros() })
    await heal()
  }
  change({ healedMicros: nowMicros() })
}

function until(over: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (over.aborted) resolve()
    else over.addEventListener('abort', () => resolve(), { once: true })
  })
}
