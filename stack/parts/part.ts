/** A part that can fail and come back: whichever process or container it is at the moment, it is the same part. */

import type { Part } from '../stack.ts'
import type { RunningPart } from './running-part.ts'

/** How long a part may take to finish what is under way. */
const stopGraceMs = 5000

/** A part that runs as `first`; `again` starts it anew, and resolves when it is ready. */
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
