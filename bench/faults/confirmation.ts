/** Proof that a fault took effect: its own consequence is looked for until it is seen, or the fault is healed. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Confirmation } from '../history/records.ts'
import type { Injected } from './fault.ts'

/** A consequence that shows later than this is not the fault's: even a missed heartbeat shows within a second or two. */
const patienceMs = 5_000
const intervalMs = 50

/**
 * Resolves with `confirmed` as soon as the consequence is seen, otherwise with what was last observed.
 * @param healing aborted when the fault is about to be healed
 */
export async function confirmationOf(
  { already, confirm }: Pick<Injected, 'already' | 'confirm'>,
  healing: AbortSignal,
  waitMs = patienceMs,
): Promise<Confirmation> {
  const startMs = performance.now()
  const after = () => ({ afterMicros: Math.round((performance.now() - startMs) * 1_000) })
  if (already !== undefined) return { outcome: 'not-confirmed', because: already, ...after() }
  const over = AbortSignal.any([healing, AbortSignal.timeout(waitMs)])
  const aborted = new Promise<void>((resolve) => over.addEventListener('abort', () => resolve(), { once: true }))
  let seen: boolean | undefined
  const look = async () => {
    while (!over.aborted) {
      const found = await confirm().catch(() => undefined)
      if (over.aborted) return
      seen = found
      if (seen) return
      await sleep(intervalMs, undefined, { signal: over }).catch(() => {})
    }
  }
  if (!healing.aborted) await Promise.race([look(), aborted])
  return { outcome: seen ? 'confirmed' : seen === false ? 'not-confirmed' : 'inconclusive', ...after() }
}
