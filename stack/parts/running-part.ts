/** One part of the stack that runs, whatever it runs as: a process of this machine, or a container. */
import { readFileSync } from 'node:fs'
import { StackError } from '../stack-error.ts'

export interface RunningPart {
  /** Settles when the part is gone, with how it went: `exited with status 1`, `was killed by SIGKILL`. */
  readonly ended: Promise<string>
  readonly hasEnded: boolean
  /** All that it has written since it was started. */
  output(): string
  /** Resolves when it is delivered; nothing where the part is gone. */
  signal(signal: NodeJS.Signals): Promise<void>
  /** Sends a message over the channel of a part with `onMessage`; nothing where the part is gone. */
  send(message: object): void
  /** Sends the signal, waits for the end, and kills what is still there after `graceMs`. Stopping twice is harmless. */
  stop(signal: NodeJS.Signals, graceMs: number): Promise<void>
  /** An error with the part's last words, e.g. `nginx does not start: it exited with status 1. …`. */
  failure(what: string, cause?: unknown): StackError
}

/** The log of a part: what it has written since `start`, and an error that ends with the last of it. */
export function logReader(name: string, file: string, start: number): Pick<RunningPart, 'output' | 'failure'> {
  const output = () => readFileSync(file).subarray(start).toString('utf8')
  return {
    output,
    failure(what, cause) {
      const lastWords = output().trim().split('\n').slice(-8).join('\n')
      const message = `${name} ${what}. ${lastWords ? `Its last words (${file}):\n${lastWords}` : 'It wrote nothing.'}`
      return new StackError('ERR_PART_FAILED', message, { cause })
    },
  }
}
