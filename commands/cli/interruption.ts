/** What ends a command early: Ctrl-C, the death of the launcher process, or a closed output pipe. */

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP', 'disconnect'] as const
/** The terminal, npm and the launcher process can each deliver the same Ctrl-C, so a repeat within this time is ignored. */
const duplicateWithinMs = 1_000

/** 128 + the number of SIGINT, as shells report it. */
export const interruptedExitStatus = 130

/** 128 + the number of SIGPIPE, as shells report it. */
const closedPipeExitStatus = 141

const pipe = new AbortController()
let unwritable: number | undefined

/**
 * Ends the lab with status 141 when the reader of its output closes the pipe, as `| head` does, and with 2 where the output
 * cannot be written, as on a full disk: running commands are interrupted as by Ctrl-C. Call it once, before anything is printed.
 */
export function exitOnClosedPipe(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      unwritable ??= error.code === 'EPIPE' ? closedPipeExitStatus : 2
      if (error.code !== 'EPIPE' && stream === process.stdout)
        process.stderr.write(`lab: cannot write the output (${error.code}): send it elsewhere\n`)
      pipe.abort()
    })
  }
  // Overrides the exit status of the interrupted command.
  process.on('exit', () => {
    if (unwritable !== undefined) process.exitCode = unwritable
  })
}

/**
 * Listens for interruptions. The first one aborts `signal`, so that the command can stop in order; a second one exits at once.
 *
 * @param announce called at the first interruption, but not for a closed pipe
 * @returns the signal, also aborted by a closed output pipe, and `release`, which stops listening
 */
export function onInterruption(announce: () => void): { signal: AbortSignal; release: () => void } {
  const controller = new AbortController()
  let firstAt: number | undefined
  const listener = () => {
    if (firstAt === undefined) {
      firstAt = performance.now()
      announce()
      controller.abort()
    } else if (performance.now() - firstAt > duplicateWithinMs) process.exit(interruptedExitStatus)
  }
  for (const name of signals) process.on(name, listener)
  return {
    signal: AbortSignal.any([controller.signal, pipe.signal]),
    release: () => {
      for (const name of signals) process.off(name, listener)
    },
  }
}
