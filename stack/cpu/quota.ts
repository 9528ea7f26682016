/** CPU quotas: each replica gets a fixed share of CPU time, so that more replicas add capacity on a small machine, too. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { basename, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Launch } from '../launchers/processes/child.ts'
import type { CpuQuota } from '../stack.ts'
import { type Cgroup, createCgroup, findCgroupHome } from './cgroup.ts'

/** Short, so that a replica that has used its quota pauses for milliseconds only. */
const shortPeriodMicros = 10_000
/** The smallest quota that the kernel accepts. */
const leastQuotaMicros = 1_000
/** Above this multiple of the quota, a probe shows that the quota does not hold. */
const tolerance = 1.1
export const probeMs = 400

/** The quota of a stack's replicas, for the launcher. */
export interface ReplicaQuota extends CpuQuota {
  /** Puts a replica's process under a quota of its own, unless the quota is lifted. */
  apply(replica: string, pid: number): void
  /** Puts a process under a quota that is never lifted, a multiple of a replica's. */
  hold(name: string, pid: number, times: number): void
  /** Removes all groups, after the processes in them have ended. */
  close(): Promise<void>
}

/** Measures a busy process under the quota. Where the quota does not work, the result says why and limits nothing. */
export async function createQuota(cpus: number, { directory, reaper }: Launch): Promise<ReplicaQuota> {
  const home = findCgroupHome()
  if ('reasons' in home) return unlimited(cpus, home.reasons.join('; '))
  const { quotaMicros, periodMicros } = limitOf(cpus)
  const groups = new Map<string, Cgroup>()
  let isLifted = false

  /** The quotas that are never lifted, as multiples of a replica's. */
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

/** The quota of a number of processors, as CPU time in each period. */
export function limitOf(cpus: number): { readonly quotaMicros: number; readonly periodMicros: number } {
  const periodMicros = Math.max(shortPeriodMicros, Math.ceil(leastQuotaMicros / cpus))
  return { quotaMicros: Math.round(cpus * periodMicros), periodMicros }
}

/** Whether a probe's CPU time, in processors, shows that the quota holds. */
export function isHeld(cpus: number, measured: number): boolean {
  return measured <= cpus * tolerance
}

export function noQuota(cpus: number, missing: string): CpuQuota {
  return { cpus, missing, setInForce: async () => {} }
}

function unlimited(cpus: number, missing: string): ReplicaQuota {
  return { ...noQuota(cpus, missing), apply: () => {}, hold: () => {}, close: async () => {} }
}

/** Measures the CPU time that a busy process gets in a group, in processors. */
async function probe(admit: (pid: number) => void): Promise<number> {
  const program = join(import.meta.dirname, 'idle-filler-process.ts')
  const child = spawn(process.execPath, [program, `${probeMs}`], { stdio: ['pipe', 'pipe', 'ignore'], env: {} })
  try {
    await once(child, 'spawn')
    await nextLine(child) // The quota must not slow down its start.
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

/** Retries, since the kernel releases a group a moment after its last process has ended. */
async function removeWhenEmpty(group: Cgroup): Promise<void> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return group.remove()
    } catch {
      if (attempt > 50) return // The reaper tries again.
      await sleep(20)
    }
  }
}
