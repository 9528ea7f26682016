/**
 * The filler load: for each replica that is not in use, a process with a quota does the work of that replica, its client and its
 * share of the load balancer. Every step of a sweep then runs on an equally busy machine, with equally cold CPU caches.
 */
import { join } from 'node:path'
import { type Child, type Launch, spawnChild } from '../launchers/processes/child.ts'
import { v8Flags } from '../replicas/v8-flags.ts'
import type { ReplicaQuota } from './quota.ts'

/** Client, load balancer and Redis together use about as much CPU time per request as a replica. */
const shareOfReplica = 2

/** The filler processes of a stack. */
export interface FillerLoad {
  /** Runs a filler process for each of these replicas, and pauses all others. */
  fillFor(unused: readonly string[]): Promise<void>
  stop(): Promise<void>
}

/** Disabled without CPU quotas: unthrottled filler would starve the replicas. */
export function createFillerLoad(quota: ReplicaQuota | undefined, launch: Launch): FillerLoad {
  const program = join(import.meta.dirname, 'filler-load-process.ts')
  const processes = new Map<string, Child>()

  function start(replica: string): Child {
    const name = `filler-load-for-${replica}`
    const child = spawnChild({ name, command: process.execPath, args: [...v8Flags, program], env: {} }, launch)
    quota?.hold(name, child.pid, shareOfReplica)
    return child
  }
  return {
    async fillFor(unused) {
      if (quota === undefined || quota.missing !== undefined) return
      for (const name of unused) if (!processes.has(name)) processes.set(name, start(name))
      for (const [name, child] of processes) await child.signal(unused.includes(name) ? 'SIGCONT' : 'SIGSTOP')
    },
    async stop() {
      await Promise.all([...processes.values()].map((child) => child.stop('SIGKILL', 0)))
    },
  }
}
