/** The reaper: a process that ends every part and removes every resource of a stack when the lab's process is gone, even after `kill -9`. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Socket } from 'node:net'
import { join } from 'node:path'

/**
 * One order to the reaper, sent as a line of JSON. A process group is named by the pid of its leader; a project is everything
 * that one stack owns at a container engine.
 */
export type ReaperOrder =
  | { readonly watchGroup: number }
  | { readonly forgetGroup: number }
  | { readonly removeFolder: string }
  /** The path of a cgroup, which is removed when its processes have ended. */
  | { readonly removeCgroup: string }
  | { readonly removeProject: string; readonly engine: string }

/** A running reaper. */
export interface Reaper {
  readonly pid: number
  send(order: ReaperOrder): void
  /** Makes the reaper end and remove everything on its list, and waits for its exit. Closing twice is harmless. */
  close(): Promise<void>
}

/**
 * Starts the reaper in a session of its own, so that no signal of the terminal reaches it. It detects the end of this process
 * by the end of a pipe, which the system closes even after `kill -9`. The reaper does not keep this process running.
 */
export function startReaper(): Reaper {
  const program = join(import.meta.dirname, 'reaper-process.ts')
  const child = spawn(process.execPath, [program], {
    detached: true,
    cwd: '/',
    env: {},
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  if (child.pid === undefined) throw new Error(`cannot start ${process.execPath}`)
  child.unref()
  const pipe = child.stdin as Socket
  pipe.unref()
  pipe.on('error', () => {}) // The reaper was killed.
  const exited = once(child, 'exit')
  return {
    pid: child.pid,
    send: (order) => void (pipe.writable && pipe.write(`${JSON.stringify(order)}\n`)),
    async close() {
      child.ref()
      pipe.end()
      await exited
    },
  }
}
