/**
 * The idle filler: keeps every processor busy at the lowest priority. Waking a sleeping processor costs CPU time, above all in
 * a virtual machine, so that without the filler a request would cost more on a machine with less load.
 */
import { writeFileSync } from 'node:fs'
import { availableParallelism, constants, setPriority } from 'node:os'
import { basename, join } from 'node:path'
import { type Launch, spawnChild } from '../launchers/processes/child.ts'
import { createCgroup, findCgroupHome } from './cgroup.ts'
import { cpuMicrosOf } from './cpu-time.ts'

/** A running idle filler. */
export interface IdleFiller {
  /** CPU time burned by the idle filler, µs. */
  cpuMicros(): number | undefined
  stop(): Promise<void>
}

/** Starts one process for each processor. */
export async function startIdleFiller(launch: Launch): Promise<IdleFiller> {
  const program = join(import.meta.dirname, 'idle-filler-process.ts')
  const children = Array.from({ length: availableParallelism() }, (_, index) =>
    spawnChild({ name: `idle-filler-${index + 1}`, command: process.execPath, args: [program] }, launch),
  )
  for (const { pid } of children) setPriority(pid, constants.priority.PRIORITY_LOW)
  const remove = makeIdle(
    children.map(({ pid }) => pid),
    launch,
  )
  return {
    cpuMicros: () => children.reduce((sum, { pid }) => sum + (cpuMicrosOf(pid) ?? Number.NaN), 0) || undefined,
    async stop() {
      await Promise.all(children.map((child) => child.stop('SIGKILL', 0)))
      remove()
    },
  }
}

/** The lowest priority still takes some CPU time from others; an idle cgroup (Linux 5.15) takes none. */
function makeIdle(pids: readonly number[], { directory, reaper }: Launch): () => void {
  const home = findCgroupHome()
  if ('reasons' in home) return () => {}
  const group = createCgroup(home, `${basename(directory)}-idle-filler`)
  reaper.send({ removeCgroup: group.folder })
  try {
    writeFileSync(join(group.folder, 'cpu.idle'), '1')
    for (const pid of pids) group.add(pid)
  } catch {
    // An older kernel: the low priority remains.
  }
  return () => {
    try {
      group.remove()
    } catch {
      // The last process has not fully ended: the reaper removes the group.
    }
  }
}
