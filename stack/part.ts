/** A child process as a part that can fail and come back: whichever process it is at the moment, it is the same part. */
import type { Child } from './child.ts'
import type { Part } from './stack.ts'

/** How long a part may take to finish what is under way. */
const stopGraceMs = 5000

/** A part that runs as `first`; `again` starts it anew, and resolves when it is ready. */
export function createPart(first: Child, again: () => Promise<Child>): Part {
  let child = first
  let starting: Promise<void> | undefined
  const startAgain = async () => {
    child = await again()
  }
  return {
    kill: () => child.stop('SIGKILL', 0),
    stop: () => child.stop('SIGTERM', stopGraceMs),
    pause: () => child.signal('SIGSTOP'),
    resume: () => child.signal('SIGCONT'),
    start: async () => {
      if (!child.hasEnded) return
      starting ??= startAgain().finally(() => {
        starting = undefined
      })
      await starting
    },
  }
}
