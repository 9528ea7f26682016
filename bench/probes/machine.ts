/** CPU time during a segment: of the parts besides the replicas, and of the whole machine; and how late this process was. */

import { readFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { PartCpuMicros, Stack } from '../../stack/stack.ts'
import type { SegmentRecord } from '../history/records.ts'

type MachineFigures = Pick<
  SegmentRecord,
  'partCpuMicros' | 'idleShare' | 'stealShare' | 'waitingShare' | 'clientDelayMs'
>

const delayResolutionMs = 20

/** Returns a function that returns the figures since. Call it once. */
export function watchMachine(stack: Pick<Stack, 'partCpuMicros'>): () => MachineFigures {
  const before = {
    parts: stack.partCpuMicros(),
    times: processorMicros(),
    linux: linuxFigures(),
    at: performance.now(),
  }
  const delay = monitorEventLoopDelay({ resolution: delayResolutionMs })
  delay.enable()
  return () => {
    delay.disable()
    const [parts, times, linux] = [stack.partCpuMicros(), processorMicros(), linuxFigures()]
    const elapsedMicros = (performance.now() - before.at) * 1_000
    const all = times.all - before.times.all
    const idleFiller = (parts.idleFiller ?? 0) - (before.parts.idleFiller ?? 0)
    const idle = times.idle - before.times.idle + idleFiller
    const spent = (part: keyof PartCpuMicros) => {
      const [earlier, now] = [before.parts[part], parts[part]]
      return earlier !== undefined && now !== undefined && now >= earlier && { [part]: now - earlier }
    }
    return {
      partCpuMicros: { ...spent('loadBalancer'), ...spent('redis') },
      ...(all > 0 && { idleShare: share(idle / all) }),
      ...shareSince('stealShare', before.linux.stealMicros, linux.stealMicros, all),
      ...shareSince('waitingShare', before.linux.waitingMicros, linux.waitingMicros, elapsedMicros),
      // Each sample is the time between two ticks.
      ...(delay.count > 0 && { clientDelayMs: Math.max(0, delay.percentile(99) / 1e6 - delayResolutionMs) }),
    }
  }
}

const share = (value: number) => Math.min(1, Math.max(0, value))

function shareSince<Name extends string>(name: Name, before: number | undefined, now: number | undefined, of: number) {
  const isKnown = before !== undefined && now !== undefined && of > 0
  return (isKnown ? { [name]: share((now - before) / of) } : {}) as { [each in Name]?: number }
}

/** Totals since the system started; absent where it does not report them. */
function linuxFigures(): { readonly stealMicros?: number; readonly waitingMicros?: number } {
  const steal = Number(/^cpu +(?:\d+ +){7}(\d+)/.exec(textOf('/proc/stat'))?.[1] ?? Number.NaN)
  const waiting = Number(/^some .* total=(\d+)/m.exec(textOf('/proc/pressure/cpu'))?.[1] ?? Number.NaN)
  return {
    ...(!Number.isNaN(steal) && { stealMicros: steal * microsPerTick }),
    ...(!Number.isNaN(waiting) && { waitingMicros: waiting }),
  }
}

/** /proc/stat counts in hundredths of a second (USER_HZ). */
const microsPerTick = 10_000

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

/** Sum over all processors; zeros if the system does not report it. */
function processorMicros(): { readonly all: number; readonly idle: number } {
  const times = cpus().map((processor) => processor.times)
  const sum = (ms: readonly number[]) => ms.reduce((a, b) => a + b, 0) * 1_000
  return { all: sum(times.flatMap((each) => Object.values(each))), idle: sum(times.map(({ idle }) => idle)) }
}
