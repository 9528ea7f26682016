/** Whoever reads what is printed may leave before its end, as `| head` does: then the lab ends too, in good order and quietly. */

const gone = new AbortController()

/** Is aborted when nobody reads any more. */
export const readerGone: AbortSignal = gone.signal

/** 128 + the number of SIGPIPE, as shells report it. */
const readerGoneExitStatus = 141

/** To be called once, before anything is printed. */
export function endWithReader(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error
      gone.abort()
    })
  }
  // Whatever the command makes of its end: the shell is told why it came.
  process.on('exit', () => {
    if (readerGone.aborted) process.exitCode = readerGoneExitStatus
  })
}
