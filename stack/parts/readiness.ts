/** Waiting for a part to be ready: not longer than it lives, than a limit, or than anybody cares. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { RunningPart } from './running-part.ts'

export interface Limits {
  readonly timeoutMs: number
  readonly signal: AbortSignal
}

/**
 * Waits until the part is ready, as `ready` finds out; the signal that it gets ends its search.
 * Rejects with `ERR_PART_FAILED` where it ends before or takes longer, with the reason of `signal` if that aborts; the part is
 * ended then, since nobody would know of it, and the next to be started in its place would find its port taken.
 */
export async function whenReady<T>(
  part: RunningPart,
  ready: (signal: AbortSignal) => Promise<T>,
  { timeoutMs, signal }: Limits,
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

/** Asks every few milliseconds until the answer is yes. */
export async function until(isSo: () => boolean | Promise<boolean>, signal: AbortSignal): Promise<void> {
  while (!(await isSo())) await sleep(10, undefined, { signal })
}

/** Whether a GET of this URL is answered with 2xx. */
export async function isServed(url: string): Promise<boolean> {
  return fetch(url, { signal: AbortSignal.timeout(1000) }).then(
    async (response) => {
      await response.body?.cancel()
      return response.ok
    },
    () => false,
  )
}
