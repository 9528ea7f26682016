/** The reaper's program: reads orders; when its input ends, it ends the processes and removes the containers, cgroups and folders on its list. */
import { existsSync, rmdirSync, rmSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { engineAt } from './launchers/containers/engine.ts'
import { removeProject } from './launchers/containers/project.ts'
import type { ReaperOrder } from './reaper.ts'

const graceMs = 2000
const groups = new Set<number>()
const folders = new Set<string>()
const cgroups = new Set<string>()
const projects = new Map<string, string>()

// Only the end of its input ends the reaper.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {})

for await (const line of createInterface({ input: process.stdin })) {
  const order = parse(line)
  if ('watchGroup' in order) groups.add(order.watchGroup)
  if ('forgetGroup' in order) groups.delete(order.forgetGroup)
  if ('removeFolder' in order) folders.add(order.removeFolder)
  if ('removeCgroup' in order) cgroups.add(order.removeCgroup)
  if ('removeProject' in order) projects.set(order.removeProject, order.engine)
}

for (const group of groups) signalGroup(group, 'SIGTERM')
const deadline = Date.now() + graceMs
while (Date.now() < deadline && [...groups].some((group) => signalGroup(group, 0))) await sleep(20)
for (const group of groups) signalGroup(group, 'SIGKILL')
for (const cgroup of cgroups) await removeCgroup(cgroup)
for (const [name, engine] of projects) await removeProject(engineAt(engine), name).catch(() => {})
for (const folder of folders) rmSync(folder, { recursive: true, force: true, maxRetries: 3 })

/** The last line is incomplete where the lab's process died while writing it; such a line is ignored. */
function parse(line: string): ReaperOrder | Record<string, never> {
  try {
    return JSON.parse(line) as ReaperOrder
  } catch {
    return {}
  }
}

/** Signals a process group, such as nginx and its workers; returns whether it still exists. */
function signalGroup(leader: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(-leader, signal)
  } catch {
    return false
  }
}

/** Retries, since the kernel releases a cgroup a moment after its last process has ended. */
async function removeCgroup(path: string): Promise<void> {
  for (let attempt = 0; attempt < 50 && existsSync(path); attempt += 1) {
    try {
      rmdirSync(path)
    } catch {
      await sleep(20)
    }
  }
}
