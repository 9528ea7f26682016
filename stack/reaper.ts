/** The reaper, as the lab's process sees it: told what runs, it ends all of it once that process is gone, however it went. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Socket } from 'node:net'
import { join } from 'node:path'

/**
 * What the reaper is told, one JSON object a line. Processes are leaders of their own group, named by their pid; a project is
 * what a stack in containers owns.
 */
export type ReaperOrder =
  | { readonly watchGroup: number }
  | { readonly forgetGroup: number }
  | { readonly removeFolder: string }
  /** A cgroup: goes when its processes have ended. */
  | { readonly removeCgroup: string }
  | { readonly removeProject: string; readonly engine: string }

/** A running reaper. */
export interface Reaper {
  readonly pid: number
  send(order: ReaperOrder): void
  /** Ends and removes what is still on the guard's list, then the reaper. Closing twice is harmless. */
  close(): Promise<void>
}

/**
 * Starts the reaper in a session of its own, so that no signal of the terminal reaches it. It knows that this process is
 * gone by the end of a pipe, which the system closes even after `kill -9`. It does not keep this process from exiting.
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
  pipe.on('error', () => {}) // The reaper was killed: nobody is left to be told.
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
