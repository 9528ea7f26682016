/** CPU quotas: each replica gets a processor of a given size, so that adding one adds something, on a small machine too. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { basename, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Launch } from '../launchers/processes/child.ts'
import type { CpuQuota } from '../stack.ts'
import { type Cgroup, createCgroup, findCgroupHome } from './cgroup.ts'

/** Short, so that a replica that has used up its share pauses for milliseconds, not for tenths of a second. */
const shortPeriodMicros = 10_000
/** The kernel takes no smaller quota. */
const leastQuotaMicros = 1_000
/** A probe that got more than so much of its quota shows that the quota does not hold. */
const tolerance = 1.1
export const probeMs = 400

/** The quota of a stack's replicas, as the launcher sees it. */
export interface ReplicaQuota extends CpuQuota {
  /** Puts a process, the one of a replica, under a quota of its own; in force unless it is lifted at the moment. */
  apply(replica: string, pid: number): void
  /** Puts a process under a quota that is always in force, of so many times the size of a replica's. */
  hold(name: string, pid: number, times: number): void
  /** Removes all groups; the processes in them have ended. */
  close(): Promise<void>
}

/** Finds out by a busy process in a group of its own whether a quota holds. Where it cannot be had: says why, limits nothing. */
export async function createQuota(cpus: number, { directory, reaper }: Launch): Promise<ReplicaQuota> {
  const home = findCgroupHome()
  if ('reasons' in home) return unlimited(cpus, home.reasons.join('; '))
  const { quotaMicros, periodMicros } = limitOf(cpus)
  const groups = new Map<string, Cgroup>()
  let isLifted = false

  /** Whose quota is never lifted, and how many times a replica's it is. */
  const held = new Map<string, number>()
  const limit = (name: string, group: Cgroup) => {
    const times = held.get(name) ?? (isLifted ? undefined : 1)
    group.limit(times && Math.round(quotaMicros * times), periodMicros)
  }
  const groupOf = (name: string) => {
    const known = groups.get(name)
    if (known) return known
    const group = createCgroup(home, `${basename(directory)}-${name}`)
    reaper.send({ removeCgroup: group.folder })
    groups.set(name, group)
    limit(name, group)
    return group
  }
  const close = async () => {
    for (const group of groups.values()) await removeWhenEmpty(group)
    groups.clear()
  }

  try {
    const measured = await probe((pid) => groupOf('probe').add(pid))
    if (!isHeld(cpus, measured)) {
      await close()
      return unlimited(cpus, `a busy process got ${measured.toFixed(2)} CPU in a group with a quota of ${cpus}`)
    }
    return {
      cpus,
      measured,
      apply: (name, pid) => groupOf(name).add(pid),
      hold: (name, pid, times) => {
        held.set(name, times)
        groupOf(name).add(pid)
      },
      setInForce: async (inForce) => {
        isLifted = !inForce
        for (const [name, group] of groups) limit(name, group)
      },
      close,
    }
  } catch (error) {
    await close()
    return unlimited(cpus, (error as Error).message)
  }
}

/** The time in each period that a part of so many processors may use. */
export function limitOf(cpus: number): { readonly quotaMicros: number; readonly periodMicros: number } {
  const periodMicros = Math.max(shortPeriodMicros, Math.ceil(leastQuotaMicros / cpus))
  return { quotaMicros: Math.round(cpus * periodMicros), periodMicros }
}

/** Whether a probe that got so many processors shows that the quota holds. */
export function isHeld(cpus: number, measured: number): boolean {
  return measured <= cpus * tolerance
}

export function noQuota(cpus: number, missing: string): CpuQuota {
  return { cpus, missing, setInForce: async () => {} }
}

function unlimited(cpus: number, missing: string): ReplicaQuota {
  return { ...noQuota(cpus, missing), apply: () => {}, hold: () => {}, close: async () => {} }
}

/** How much CPU a busy process gets that was admitted to a group, in processors. */
async function probe(admit: (pid: number) => void): Promise<number> {
  const program = join(import.meta.dirname, 'idle-filler-process.ts')
  const child = spawn(process.execPath, [program, `${probeMs}`], { stdio: ['pipe', 'pipe', 'ignore'], env: {} })
  try {
    await once(child, 'spawn')
    await nextLine(child) // It has started, at full speed.
    admit(child.pid as number)
    child.stdin?.end('go\n')
    return Number(await nextLine(child))
  } finally {
    child.kill('SIGKILL')
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
  }
}

async function nextLine({ stdout }: ChildProcess): Promise<string> {
  if (stdout === null) return ''
  const [line] = await Promise.race([once(stdout, 'data'), once(stdout, 'end').then(() => ['NaN'])])
  return `${line}`
}

/** The kernel lets go of ended processes a moment later. */
async function removeWhenEmpty(group: Cgroup): Promise<void> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return group.remove()
    } catch {
      if (attempt > 50) return // The reaper tries again at the end.
      await sleep(20)
    }
  }
}
