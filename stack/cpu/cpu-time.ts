/** Reads the CPU time of parts from /proc. */
import { readdirSync, readFileSync } from 'node:fs'
import type { PartCpuMicros } from '../stack.ts'

/** A part whose CPU time can be read, where it has the method. */
interface CpuTimeSource {
  readonly cpuMicros?: (() => number | undefined) | undefined
}

type Parts = { readonly [part in keyof PartCpuMicros]: CpuTimeSource | undefined }

/** The CPU time of each part whose time can be read. */
export function partCpuMicros(parts: Parts): PartCpuMicros {
  const known = Object.entries(parts).flatMap(([name, part]) => {
    const micros = part?.cpuMicros?.()
    return micros === undefined ? [] : [[name, micros]]
  })
  return Object.fromEntries(known)
}

/**
 * CPU time of a process group, such as nginx and its workers, µs, without processes that have ended. undefined where the group
 * has ended, and on systems other than Linux.
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
    return Number.NaN // The process has just ended.
  }
}

function threadsOf(pid: string): readonly string[] {
  return readdirSync(`/proc/${pid}/task`).map((thread) => `/proc/${pid}/task/${thread}`)
}

/** The first figure of schedstat: ns on the processor (Documentation/scheduler/sched-stats.rst). */
function onProcessorMicros(thread: string): number {
  return Number(readFileSync(`${thread}/schedstat`, 'utf8').split(' ')[0]) / 1_000
}
