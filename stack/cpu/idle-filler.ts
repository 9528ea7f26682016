/**
 * Keeps idle processors busy with nothing, at a priority that gives way to everybody. Waking a processor that sleeps costs
 * whoever is woken, above all in a virtual machine: without this, a request costs more CPU time the less there is to do.
 */
import { writeFileSync } from 'node:fs'
import { availableParallelism, constants, setPriority } from 'node:os'
import { basename, join } from 'node:path'
import { type Launch, spawnChild } from '../launchers/processes/child.ts'
import { createCgroup, findCgroupHome } from './cgroup.ts'
import { cpuMicrosOf } from './cpu-time.ts'

export interface IdleFiller {
  /** What it has used: nobody else wanted it. */
  cpuMicros(): number | undefined
  stop(): Promise<void>
}

/** One process for each processor. */
export async function startIdleFiller(launch: Launch): Promise<IdleFiller> {
  const program = join(import.meta.dirname, 'idle-filler-process.ts')
  const children = Array.from({ length: availableParallelism() }, (_, index) =>
    spawnChild({ name: `idle-filler-${index + 1}`, command: process.execPath, args: [program] }, launch),
  )
  for (const { pid } of children) setPriority(pid, constants.priority.PRIORITY_LOW)
  const remove = giveWay(
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

/** The lowest priority still gets its turn now and then; an idle group (Linux 5.15) gets what nobody else wants. */
function giveWay(pids: readonly number[], { directory, reaper }: Launch): () => void {
  const home = findCgroupHome()
  if ('reasons' in home) return () => {}
  const group = createCgroup(home, `${basename(directory)}-idle-filler`)
  reaper.send({ removeCgroup: group.folder })
  try {
    writeFileSync(join(group.folder, 'cpu.idle'), '1')
    for (const pid of pids) group.add(pid)
  } catch {
    // An older kernel: the priority must do.
  }
  return () => {
    try {
      group.remove()
    } catch {
      // The last process is not quite gone: the reaper removes the group.
    }
  }
}
