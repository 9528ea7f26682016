/**
 * Notices that this process has slept (it was frozen, swapped out, or starved of CPU) and asks peers what it has missed,
 * before it answers anybody. They took it for dead meanwhile and told it no more, and of the requests that waited for it the
 * first may be answered before it hears that its connections are gone: it would refuse whoever has logged in since.
 */
import { setTimeout as sleep } from 'node:timers/promises'

/** What waking is made of. */
export interface WakingOptions {
  /** Who has not run for so long has slept: less than the time after which peers take it for dead. */
  readonly sleptAfterMs: number
  /** Then it waits for so long at most: a peer may be gone for good. */
  readonly patienceMs: number
  /** Asks all peers anew. */
  readonly catchUp: () => void
  /** Whether all of them have told everything since. */
  readonly hasCaughtUp: () => boolean
}

/** A watch on this process's own sleep. */
export interface Waking {
  /** To be asked before each look at what is known here: undefined where there is nothing to wait for. */
  awake(): Promise<void> | undefined
  close(): void
}

/** Starts to watch. */
export function watchSleep({ sleptAfterMs, patienceMs, catchUp, hasCaughtUp }: WakingOptions): Waking {
  let ranAt = performance.now()
  let waking: Promise<void> | undefined
  let wakeUps = 0

  async function wakeUp(): Promise<void> {
    const own = ++wakeUps
    const giveUpAt = performance.now() + patienceMs
    catchUp()
    while (!hasCaughtUp() && performance.now() < giveUpAt && own === wakeUps) await sleep(10)
    if (own === wakeUps) waking = undefined
  }

  // The timer is not enough: what came while it slept may be handled before any timer is.
  function look(): void {
    const now = performance.now()
    if (now - ranAt > sleptAfterMs) waking = wakeUp()
    ranAt = now
  }
  const timer = setInterval(look, sleptAfterMs / 5)

  return {
    awake: () => {
      look()
      return waking
    },
    close: () => clearInterval(timer),
  }
}
