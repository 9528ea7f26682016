/** A part that faults can stop and restart; each restart is a new process or container of the same part. */
import type { Part } from '../stack.ts'
import type { RunningPart } from './running-part.ts'

/** Time for a part to finish its requests in flight. */
const stopGraceMs = 5000

/** Wraps a part that runs as `first`; `again` restarts it and resolves when it is ready. */
export function createPart(first: RunningPart, again: () => Promise<RunningPart>): Part {
  let running = first
  let starting: Promise<void> | undefined
  const startAgain = async () => {
    running = await again()
  }
  return {
    kill: () => running.stop('SIGKILL', 0),
    stop: () => running.stop('SIGTERM', stopGraceMs),
    pause: () => running.signal('SIGSTOP'),
    resume: () => running.signal('SIGCONT'),
    start: async () => {
      if (!running.hasEnded) return
      starting ??= startAgain().finally(() => {
        starting = undefined
      })
      await starting
    },
  }
}
