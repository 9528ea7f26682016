/** The guard's program: reads orders, and at their end ends the processes, and removes the containers, cgroups and folders, still on its list. */
import { existsSync, rmdirSync, rmSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { engineAt } from './launchers/containers/engine.ts'
import { removeProject } from './launchers/containers/project.ts'
import type { GuardOrder } from './reaper.ts'

const graceMs = 2000
const groups = new Set<number>()
const folders = new Set<string>()
const cgroups = new Set<string>()
const projects = new Map<string, string>()

// Only the end of the orders ends the guard.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {})

for await (const line of createInterface({ input: process.stdin })) {
  const order = parse(line)
  if ('watch' in order) groups.add(order.watch)
  if ('forget' in order) groups.delete(order.forget)
  if ('remove' in order) folders.add(order.remove)
  if ('keep' in order) folders.delete(order.keep)
  if ('removeGroup' in order) cgroups.add(order.removeGroup)
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
function parse(line: string): GuardOrder | Record<string, never> {
  try {
    return JSON.parse(line) as GuardOrder
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
