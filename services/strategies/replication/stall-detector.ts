/**
 * Detects that this process did not run for a while (it was frozen, swapped out, or starved of CPU), and then synchronises with
 * its peers before it answers. The peers had declared it dead and sent it no more changes. Requests that waited in its sockets
 * may be handled before it learns that its peer connections are closed: it would refuse users who logged in meanwhile.
 */
import { setTimeout as sleep } from 'node:timers/promises'

export interface StallDetectorOptions {
  /** A pause of this length counts as a stall: shorter than the time after which peers declare the replica dead. */
  readonly stalledAfterMs: number
  /** The longest wait for peers, since one of them may never return. */
  readonly maxWaitMs: number
  /** Asks all peers for what this replica has missed. */
  readonly resynchronise: () => void
  /** Whether all peers have answered since. */
  readonly isSynchronised: () => boolean
}

/** Watches this process for stalls. */
export interface StallDetector {
  /** Call it before each read of replicated state. Resolves when the state is complete again; undefined without a stall. */
  recovery(): Promise<void> | undefined
  close(): void
}

/** Starts a stall detector. */
export function createStallDetector(options: StallDetectorOptions): StallDetector {
  const { stalledAfterMs, maxWaitMs, resynchronise, isSynchronised } = options
  let ranAt = performance.now()
  let recovery: Promise<void> | undefined
  let stalls = 0

  async function recover(): Promise<void> {
    const stall = ++stalls
    const giveUpAt = performance.now() + maxWaitMs
    resynchronise()
    while (!isSynchronised() && performance.now() < giveUpAt && stall === stalls) await sleep(10)
    if (stall === stalls) recovery = undefined
  }

  // The timer alone is not enough: after a stall, requests may be handled before timers.
  function check(): void {
    const now = performance.now()
    if (now - ranAt > stalledAfterMs) recovery = recover()
    ranAt = now
  }
  const timer = setInterval(check, stalledAfterMs / 5)

  return {
    recovery: () => {
      check()
      return recovery
    },
    close: () => clearInterval(timer),
  }
}
