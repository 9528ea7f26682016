/** A part that faults can stop and restart; each restart is a new process or container of the same part. */
import type { Part } from '../stack.ts'
import type { RunningPart } from './running-part.ts'

/** Time for a part to finish its requests in flight. */
const stopGraceMs = 5000

/**
 * Wraps a part that runs as `first`; `again` restarts it and resolves when it is ready. Transitions happen one after the other,
 * in the order of their calls: a kill during a start waits for the start, so that it ends the new process and not the old one.
 */
export function createPart(first: RunningPart, again: () => Promise<RunningPart>): Part {
  let running = first
  let last: Promise<unknown> = Promise.resolve()
  function inTurn(transition: () => Promise<void>): Promise<void> {
    const done = last.then(transition)
    last = done.catch(() => {})
    return done
  }
  return {
    kill: () => inTurn(() => running.stop('SIGKILL', 0)),
    stop: () => inTurn(() => running.stop('SIGTERM', stopGraceMs)),
    pause: () => inTurn(() => running.signal('SIGSTOP')),
    resume: () => inTurn(() => running.signal('SIGCONT')),
    start: () =>
      inTurn(async () => {
        if (running.hasEnded) running = await again()
      }),
  }
}
