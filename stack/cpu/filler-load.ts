/**
 * Who does the work of a replica that is not in use, and of all that would work for it: a process that asks itself, under a
 * quota. So one replica finds the machine as full, its processors as shared and their caches as cold, as each of many does.
 */
import { join } from 'node:path'
import { type Child, type Launch, spawnChild } from '../launchers/processes/child.ts'
import { steadyV8 } from '../replicas/v8-flags.ts'
import type { ReplicaQuota } from './quota.ts'

/** A request takes as much of client, load balancer and Redis together as of a replica. */
const shareOfReplica = 2

export interface StandIns {
  /** Has somebody stand in for each of these replicas, and for no others. */
  standInFor(unused: readonly string[]): Promise<void>
  stop(): Promise<void>
}

/** Nobody stands in where the system sets no quotas: he would take all that he can get. */
export function createStandIns(quota: ReplicaQuota | undefined, launch: Launch): StandIns {
  const program = join(import.meta.dirname, 'filler-load-process.ts')
  const standIns = new Map<string, Child>()

  function start(replica: string): Child {
    const name = `stand-in-for-${replica}`
    const child = spawnChild({ name, command: process.execPath, args: [...steadyV8, program], env: {} }, launch)
    quota?.hold(name, child.pid, shareOfReplica)
    return child
  }
  return {
    async standInFor(unused) {
      if (quota === undefined || quota.missing !== undefined) return
      for (const name of unused) if (!standIns.has(name)) standIns.set(name, start(name))
      for (const [name, child] of standIns) await child.signal(unused.includes(name) ? 'SIGCONT' : 'SIGSTOP')
    },
    async stop() {
      await Promise.all([...standIns.values()].map((child) => child.stop('SIGKILL', 0)))
    },
  }
}
