/** The guard's program: reads orders, and at their end ends the processes, and removes the containers, cgroups and folders, still on its list. */
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

// Only the end of the orders ends the reaper.
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

/** The last line may be cut short by the death of its writer: then it orders nothing. */
function parse(line: string): ReaperOrder | Record<string, never> {
  try {
    return JSON.parse(line) as ReaperOrder
  } catch {
    return {}
  }
}

/** Signals a process and all that it started (nginx's workers), and says whether there was anybody. */
function signalGroup(leader: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(-leader, signal)
  } catch {
    return false
  }
}

/** It can be removed once the kernel has let go of the last process in it, which takes a moment. */
async function removeCgroup(path: string): Promise<void> {
  for (let attempt = 0; attempt < 50 && existsSync(path); attempt += 1) {
    try {
      rmdirSync(path)
    } catch {
      await sleep(20)
    }
  }
}
