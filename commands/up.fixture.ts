/** `lab up`, and what else runs until Ctrl-C, as a process: started as a user starts it, known by what it prints. */
import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { onFreePort } from '../stack/parts/port.ts'

export interface RunningLab {
  readonly child: ChildProcess
  /** Every address that it has printed, in order. */
  readonly addresses: readonly string[]
  /** All that it wrote, on both channels. */
  output(): string
  /** Ctrl-C; resolves with the exit status. */
  interrupt(): Promise<number | null>
}

const program = join(import.meta.dirname, '..', 'lab.ts')

/** On a free port where none is named. Resolves when it has printed where the page is. Rejects with what it said, where it ends before that. */
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
