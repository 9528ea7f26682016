/** A part of the stack as a child process: watched by the reaper, with its output in a log. */
import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, fstatSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { logReader, type RunningPart } from '../../parts/running-part.ts'
import type { Reaper } from '../../reaper.ts'
import { StackError } from '../../stack-error.ts'

/** What all parts of a stack have in common. */
export interface Launch {
  /** The run folder, which is removed with the stack. */
  readonly directory: string
  /** The folder of the logs, `<name>.log`, which outlives the stack. */
  readonly logs: string
  readonly reaper: Reaper
  /** Cancels waiting for parts that are not ready yet. */
  readonly signal: AbortSignal
  /** Called when a part has ended without having been stopped, e.g. with `nginx exited with status 1`. */
  readonly onEnd: (description: string) => void
}

export interface ChildOptions {
  /** The part's name in messages: `nginx`, `redis-server`, `replica-2`. */
  readonly name: string
  readonly command: string
  readonly args: readonly string[]
  /** The whole environment. Default: the environment of this process. */
  readonly env?: NodeJS.ProcessEnv | undefined
  /** Opens an IPC channel (`process.send`) and receives the child's messages. */
  readonly onMessage?: (message: unknown) => void
}

/** A running child. It leads a process group, so that its own children end with it. */
export interface Child extends RunningPart {
  readonly pid: number
}

/** Starts a child. Throws `ERR_PART_FAILED` where the command cannot be run. */
export function spawnChild({ name, command, args, env, onMessage }: ChildOptions, launch: Launch): Child {
  const logFile = join(launch.logs, `${name}.log`)
  const log = openSync(logFile, 'a')
  const { size: logStart } = fstatSync(log)
  const channel = onMessage ? ['ipc' as const] : []
  const child = spawn(command, args, { detached: true, env, stdio: ['ignore', log, log, ...channel] })
  closeSync(log)
  const { pid } = child
  child.on('error', () => {}) // Handled below: the pid is missing.
  if (pid === undefined) throw new StackError('ERR_PART_FAILED', `${name} cannot be run: ${command}`)
  launch.reaper.send({ watchGroup: pid })
  if (onMessage) child.on('message', onMessage)

  let isStopped = false
  let hasEnded = false
  const ended = endOf(child).then((end) => {
    hasEnded = true
    killGroup(pid) // A dead leader can leave children behind, as nginx leaves its workers.
    launch.reaper.send({ forgetGroup: pid })
    if (!isStopped) launch.onEnd(`${name} ${end}`)
    return end
  })
  return {
    pid,
    ended,
    get hasEnded() {
      return hasEnded
    },
    ...logReader(name, logFile, logStart),
    signal: async (signal) => void child.kill(signal),
    send: (message) => void (child.connected && child.send(message, () => {})),
    async stop(signal, graceMs) {
      isStopped = true
      child.kill(signal)
      child.kill('SIGCONT') // A paused process receives only SIGKILL.
      // The timer must not keep this process alive after the child has ended.
      const inTime = await Promise.race([ended, sleep(graceMs, undefined, { ref: false })])
      if (inTime === undefined) killGroup(pid)
      await ended
    },
  }
}

function endOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.once('exit', (code, signal) => resolve(signal ? `was killed by ${signal}` : `exited with status ${code}`))
  })
}

function killGroup(leader: number): void {
  try {
    process.kill(-leader, 'SIGKILL')
  } catch {
    // The group is empty.
  }
}
