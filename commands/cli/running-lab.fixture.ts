/** Starts a command that runs until Ctrl-C (`lab up`, `workshop`, `serve`) as a process, and reads what it prints. */
import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { onFreePort } from '../../stack/parts/port.ts'

export interface RunningLab {
  readonly child: ChildProcess
  /** Every URL that the command printed, in order. */
  readonly addresses: readonly string[]
  /** Standard output and standard error so far. */
  output(): string
  /** Sends SIGINT; resolves to the exit status. */
  interrupt(): Promise<number | null>
}

const program = join(import.meta.dirname, '..', '..', 'lab.ts')

/**
 * Starts a command, on a free port unless `args` name one. Resolves when it has printed its URL; rejects with its standard
 * error where it ends before that.
 */
export async function startLab(command: 'up' | 'workshop' | 'serve', ...args: string[]): Promise<RunningLab> {
  const where = args.includes('--port') ? [] : ['--port', `${await onFreePort(async (port) => port)}`]
  const child = spawn(process.execPath, [program, command, ...where, ...args])
  let [stdout, stderr] = ['', '']
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve))
  const isUp = new Promise<void>((resolve) => {
    child.stdout.on('data', (chunk) => {
      stdout += chunk
      if (stdout.includes('Ctrl-C')) resolve()
    })
  })
  child.stderr.on('data', (chunk) => (stderr += chunk))
  const status = await Promise.race([isUp, ended])
  if (status !== undefined) throw new Error(`lab ${command} ended with ${status}: ${stderr}`)
  return {
    child,
    addresses: [...stdout.matchAll(/http:\S+/g)].map(([address]) => address),
    output: () => stdout + stderr,
    interrupt: () => {
      child.kill('SIGINT')
      return ended
    },
  }
}
