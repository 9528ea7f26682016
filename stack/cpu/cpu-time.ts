/** How much processor time a part has used, by what Linux tells of its threads. */
import { readdirSync, readFileSync } from 'node:fs'
import type { PartCpuMicros } from '../stack.ts'

/** Who cannot tell has no such method. */
interface Told {
  readonly cpuMicros?: (() => number | undefined) | undefined
}

type Parts = { readonly [part in keyof PartCpuMicros]: Told | undefined }

/** Asks each part that there is. */
export function partCpuMicros(parts: Parts): PartCpuMicros {
  const known = Object.entries(parts).flatMap(([name, part]) => {
    const micros = part?.cpuMicros?.()
    return micros === undefined ? [] : [[name, micros]]
  })
  return Object.fromEntries(known)
}

/**
 * Processor time of a process and of all in its group, such as nginx's workers, µs. A worker that has ended counts no more.
 * undefined where the system does not tell: on anything but Linux, and of who is gone.
 */
export function cpuMicrosOf(leader: number): number | undefined {
  try {
    const members = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && groupOf(name) === leader)
    const micros = members.flatMap(threadsOf).reduce((sum, thread) => sum + onProcessorMicros(thread), 0)
    return members.length === 0 ? undefined : micros
  } catch {
    return undefined
  }
}

/** `1234 (name, perhaps with spaces) S 1 1234 …`: state, parent, group. */
function groupOf(pid: string): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[2])
  } catch {
    return Number.NaN // It has just ended.
  }
}

function threadsOf(pid: string): readonly string[] {
  return readdirSync(`/proc/${pid}/task`).map((thread) => `/proc/${pid}/task/${thread}`)
}

/** The first figure of schedstat: ns on the processor (Documentation/scheduler/sched-stats.rst). */
function onProcessorMicros(thread: string): number {
  return Number(readFileSync(`${thread}/schedstat`, 'utf8').split(' ')[0]) / 1_000
}
