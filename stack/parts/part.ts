/** A part that faults can stop and restart; each restart is a new process or container of the same part. */
import type { Part } from '../stack.ts'
import type { RunningPart } from './running-part.ts'

/** Time for a part to finish its requests in flight. */
const stopGraceMs = 5000

/**
 * Wraps a part that runs as `first`; `again` restarts it and resolves when it is ready. Calls take effect one after the other:
 * one that comes during a start acts on what was started, not on the process before it.
 */
export function createPart(first: RunningPart, again: () => Promise<RunningPart>): Part {
  let running = first
  let turn = Promise.resolve()
  const inTurn = (step: () => Promise<void>) => () => {
    const done = turn.then(step)
    turn = done.catch(() => {})
    return done
  }
  return {
    kill: inTurn(() => running.stop('SIGKILL', 0)),
    stop: inTurn(() => running.stop('SIGTERM', stopGraceMs)),
    pause: inTurn(() => running.signal('SIGSTOP')),
    resume: inTurn(() => running.signal('SIGCONT')),
    start: inTurn(async () => {
      if (running.hasEnded) running = await again()
    }),
  }
}
