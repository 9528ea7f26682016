/** Ctrl-C and its kin, the launcher's death among them: the first asks for an orderly end, a later one does not wait. */

import { readerGone } from './reader.ts'

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP', 'disconnect'] as const
/** A terminal, npm and the launcher may each deliver the same Ctrl-C: what comes this soon is not a second one. */
const echoMs = 1_000

/** 128 + the number of SIGINT, as shells report it. */
export const interruptedExitStatus = 130

/** @returns a signal that is aborted by the first Ctrl-C, or when nobody reads any more, and `release`, which stops listening */
export function onInterruption(announce: () => void): { signal: AbortSignal; release: () => void } {
  const controller = new AbortController()
  let firstAt: number | undefined
  const listener = () => {
    if (firstAt === undefined) {
      firstAt = performance.now()
      announce()
      controller.abort()
    } else if (performance.now() - firstAt > echoMs) process.exit(interruptedExitStatus)
  }
  for (const name of signals) process.on(name, listener)
  return {
    signal: AbortSignal.any([controller.signal, readerGone]),
    release: () => {
      for (const name of signals) process.off(name, listener)
    },
  }
}
