/** A running part of the stack: a process of this machine, or a container. */
import { readFileSync } from 'node:fs'
import { StackError } from '../stack-error.ts'

export interface RunningPart {
  /** Resolves when the part has ended, to how it ended: `exited with status 1`, `was killed by SIGKILL`. */
  readonly ended: Promise<string>
  readonly hasEnded: boolean
  /** Everything that it has written since its start. */
  output(): string
  /** Resolves when the signal is delivered; does nothing where the part has ended. */
  signal(signal: NodeJS.Signals): Promise<void>
  /** Sends a message to a part that was started with `onMessage`; does nothing where the part has ended. */
  send(message: object): void
  /** Sends the signal, waits for the end, and kills the part after `graceMs`. Stopping twice is harmless. */
  stop(signal: NodeJS.Signals, graceMs: number): Promise<void>
  /** An error that ends with the last lines of the part's log, e.g. `nginx does not start: it exited with status 1. …`. */
  failure(what: string, cause?: unknown): StackError
}

/** Reads the log of a part from the offset `start`. */
export function logReader(name: string, file: string, start: number): Pick<RunningPart, 'output' | 'failure'> {
  const output = () => readFileSync(file).subarray(start).toString('utf8')
  return {
    output,
    failure(what, cause) {
      const lastLines = output().trim().split('\n').slice(-8).join('\n')
      const message = `${name} ${what}. ${lastLines ? `The end of its log (${file}):\n${lastLines}` : 'It wrote nothing to its log.'}`
      return new StackError('ERR_PART_FAILED', message, { cause })
    },
  }
}
