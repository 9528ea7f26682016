/**
 * Who does the work of a replica that is not in use, and of all that would work for it: a process that asks itself, under a
 * quota. So one replica finds the machine as full, its processors as shared and their caches as cold, as each of many does.
 */
import { join } from 'node:path'
import { type Child, type Launch, spawnChild } from '../launchers/processes/child.ts'
import { v8Flags } from '../replicas/v8-flags.ts'
import type { ReplicaQuota } from './quota.ts'

/** A request takes as much of client, load balancer and Redis together as of a replica. */
const shareOfReplica = 2

export interface FillerLoad {
  /** Has somebody stand in for each of these replicas, and for no others. */
  fillFor(unused: readonly string[]): Promise<void>
  stop(): Promise<void>
}

/** Nobody stands in where the system sets no quotas: he would take all that he can get. */
export function createFillerLoad(quota: ReplicaQuota | undefined, launch: Launch): FillerLoad {
  const program = join(import.meta.dirname, 'filler-load-process.ts')
  const fillerLoad = new Map<string, Child>()

  function start(replica: string): Child {
    const name = `filler-load-for-${replica}`
    const child = spawnChild({ name, command: process.execPath, args: [...v8Flags, program], env: {} }, launch)
    quota?.hold(name, child.pid, shareOfReplica)
    return child
  }
  return {
    async fillFor(unused) {
      if (quota === undefined || quota.missing !== undefined) return
      for (const name of unused) if (!fillerLoad.has(name)) fillerLoad.set(name, start(name))
      for (const [name, child] of fillerLoad) await child.signal(unused.includes(name) ? 'SIGCONT' : 'SIGSTOP')
    },
    async stop() {
      await Promise.all([...fillerLoad.values()].map((child) => child.stop('SIGKILL', 0)))
    },
  }
}
