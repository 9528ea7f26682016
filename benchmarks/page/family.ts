/** CPU time and memory of this process and its descendants, by role. Linux only. */
import { readdirSync, readFileSync } from 'node:fs'

export interface Member {
  readonly pid: number
  readonly role: string
  /** Processor time since it began, ms, in steps of 10. */
  readonly cpuMs: number
}

/** Roles by command line; the first match counts. */
const roles: readonly (readonly [pattern: RegExp, role: string])[] = [
  [/--type=renderer/, 'renderer'],
  [/--type=gpu-process/, 'compositor'],
  [/chrom/, 'rest of Chromium'],
  [/^nginx/, 'nginx'],
  [/redis-server/, 'Redis'],
  [/services\/replica\//, 'replicas'],
  [/lab\.ts/, 'page server and virtual users'],
]

const msPerTick = 10

/** All processes below this one, and itself. */
export function family(): readonly Member[] {
  const all = readdirSync('/proc').flatMap((name) => (/^\d+$/.test(name) ? readProcess(name) : []))
  const known = new Set([process.pid])
  for (let before = 0; before !== known.size; ) {
    before = known.size
    for (const { pid, parent } of all) if (known.has(parent)) known.add(pid)
  }
  return all.filter(({ pid }) => known.has(pid))
}

/** Share of one core by role, between two readings `ms` apart. Processes that started or ended in between do not count. */
export function coreShares(before: readonly Member[], after: readonly Member[], ms: number): Record<string, number> {
  const earlier = new Map(before.map(({ pid, cpuMs }) => [pid, cpuMs]))
  const shares: Record<string, number> = {}
  for (const { pid, role, cpuMs } of after)
    shares[role] = (shares[role] ?? 0) + (cpuMs - (earlier.get(pid) ?? cpuMs)) / ms
  return shares
}

/** Memory that no other process shares, bytes. `clean` is of files, and private only as long as no second Chromium has them too. */
export function privateBytes(pid: number): { readonly clean: number; readonly dirty: number } {
  const text = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8')
  const bytesOf = (kind: string) => Number(new RegExp(`^Private_${kind}: +(\\d+) kB$`, 'm').exec(text)?.[1]) * 1_024
  return { clean: bytesOf('Clean'), dirty: bytesOf('Dirty') }
}

/** None if the process has ended meanwhile. */
function readProcess(name: string): (Member & { readonly parent: number })[] {
  try {
    const stat = readFileSync(`/proc/${name}/stat`, 'utf8')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    const command = readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ')
    const pid = Number(name)
    const role =
      pid === process.pid ? 'this script' : (roles.find(([pattern]) => pattern.test(command))?.[1] ?? 'other')
    const cpuMs = (Number(fields[11]) + Number(fields[12])) * msPerTick
    return [{ pid, parent: Number(fields[1]), role, cpuMs }]
  } catch {
    return []
  }
}
