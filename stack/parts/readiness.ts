/** Waits for a part to be ready: until it ends, a timeout passes, or the start is cancelled. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { RunningPart } from './running-part.ts'

/** When to give up waiting. */
export interface WaitLimits {
  readonly timeoutMs: number
  readonly signal: AbortSignal
}

/**
 * Waits until `ready` resolves. Where it does not in time, the part is killed: it would keep its port from its successor.
 *
 * @param ready checks the part; its signal is aborted when waiting is over
 * @throws StackError `ERR_PART_FAILED` where the part ends or the timeout passes; the signal's reason where it is aborted
 */
export async function whenReady<T>(
  part: RunningPart,
  ready: (signal: AbortSignal) => Promise<T>,
  { timeoutMs, signal }: WaitLimits,
): Promise<T> {
  signal.throwIfAborted()
  const over = new AbortController()
  const died = part.ended.then((end) => Promise.reject(part.failure(`does not start: it ${end}`)))
  const late = sleep(timeoutMs, undefined, { signal: over.signal }).then(() =>
    Promise.reject(part.failure(`is not ready after ${timeoutMs / 1000} s`)),
  )
  const aborted = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true, signal: over.signal })
  })
  try {
    return await Promise.race([died, late, aborted, ready(over.signal)])
  } catch (error) {
    await part.stop('SIGKILL', 0)
    throw error
  } finally {
    over.abort()
  }
}

/** Calls `isSo` every few milliseconds until it returns true. */
export async function until(isSo: () => boolean | Promise<boolean>, signal: AbortSignal): Promise<void> {
  while (!(await isSo())) await sleep(10, undefined, { signal })
}

/** Whether a GET of this URL returns 2xx. */
export async function isServed(url: string): Promise<boolean> {
  return fetch(url, { signal: AbortSignal.timeout(1000) }).then(
    async (response) => {
      await response.body?.cancel()
      return response.ok
    },
    () => false,
  )
}
