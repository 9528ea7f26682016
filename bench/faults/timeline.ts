/** Injects a scenario's faults into a stack at their times, heals each, and records the times. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Stack } from '../../stack/stack.ts'
import type { FaultRecord } from '../history/records.ts'
import type { Random } from '../random.ts'
import { confirmationOf } from './confirmation.ts'
import { type FaultName, faults } from './registry.ts'

/** One entry of a scenario's timeline. */
export interface TimelineEntry {
  /** Seconds since the load of a trial began. */
  readonly at: number
  readonly fault: FaultName
  /** Seconds until it is healed; absent: at the end of the trial. */
  readonly for?: number
  /** The fault's own parameters. */
  readonly [parameter: string]: unknown
}

export interface TimelineRun {
  readonly trial: number
  readonly stack: Stack
  /** A path at which replicas answer through the load balancer. */
  readonly path: string
  readonly random: Random
  /** µs since the run's start. */
  readonly nowMicros: () => number
  /** After an abort no further fault is injected, and active faults are healed at once. */
  readonly signal: AbortSignal
  /** Called when a fault begins, is in force, and is healed, each time with all that is known by then. */
  readonly onChange: (fault: FaultRecord) => void
}

/** A running timeline. */
export interface Timeline {
  /**
   * Whether every fault has been healed (or, without a duration, in force) long enough for its consequences to appear.
   * Restart times depend on the machine, so a load that checks this lasts long enough on any.
   */
  isSettled(): boolean
  /** What has happened so far. */
  records(): readonly FaultRecord[]
  /**
   * Heals active faults; resolves when all are healed, even if a fault has failed.
   * @throws the first failure of a fault, or of a healing
   */
  end(): Promise<void>
}

const settleMicros = 4_000_000

export function startTimeline(entries: readonly TimelineEntry[], run: TimelineRun): Timeline {
  const records = new Map<TimelineEntry, FaultRecord>()
  const ended = new AbortController()
  const over = AbortSignal.any([run.signal, ended.signal])
  let unfinished = entries.length
  let lastOverMicros = Number.NEGATIVE_INFINITY
  const isOver = () => {
    unfinished -= 1
    lastOverMicros = run.nowMicros()
  }
  const onChange = (entry: TimelineEntry, record: FaultRecord) => {
    records.set(entry, record)
    run.onChange(record)
  }
  const done = Promise.allSettled(entries.map((entry) => runEntry(entry, { ...run, over, onChange, isOver })))
  return {
    isSettled: () => over.aborted || (unfinished <= 0 && run.nowMicros() - lastOverMicros >= settleMicros),
    records: () => [...records.values()],
    async end() {
      ended.abort()
      for (const result of await done) if (result.status === 'rejected') throw result.reason
    },
  }
}

interface EntryRun extends Omit<TimelineRun, 'onChange'> {
  readonly over: AbortSignal
  readonly onChange: (entry: TimelineEntry, record: FaultRecord) => void
  /** Called once, when the fault is over, or has failed. */
  readonly isOver: () => void
}

async function runEntry(entry: TimelineEntry, run: EntryRun): Promise<void> {
  const { at, fault: name, for: lasts, ...parameters } = entry
  const { trial, stack, path, random, nowMicros, over } = run
  const pause = async (seconds: number) => {
    await sleep(seconds * 1000, undefined, { signal: over }).catch(() => {})
  }
  await pause(at)
  if (over.aborted) return
  let record: FaultRecord = { type: 'fault', trial, fault: name, what: '', startMicros: nowMicros() }
  const change = (news: Partial<FaultRecord>) => {
    record = { ...record, ...news }
    run.onChange(entry, record)
  }
  change({})
  try {
    const injected = await faults[name].inject(stack, parameters, { random, pause, path })
    change({ what: injected.what, inForceMicros: nowMicros() })
    const healing = new AbortController()
    const confirming = confirmationOf(injected, healing.signal).then((confirmation) => change({ confirmation }))
    if (lasts === undefined) run.isOver()
    await (lasts === undefined ? until(over) : pause(lasts))
    healing.abort()
    await confirming
    change({ healMicros: nowMicros() })
    await injected.heal()
    change({ healedMicros: nowMicros() })
  } finally {
    if (lasts !== undefined || record.inForceMicros === undefined) run.isOver()
  }
}

function until(over: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (over.aborted) resolve()
    else over.addEventListener('abort', () => resolve(), { once: true })
  })
}
