/** How late timers fire in this process: late where its own work keeps it busy, or the machine gives it no processor. */
import { performance } from 'node:perf_hooks'
import type { AgeCounts } from '../strategies/strategy.ts'

/** Fifty ticks a second cost a ten-thousandth of a processor. */
const tickMs = 20
const boundsMicros = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 10_000, 3_600_000].map((ms) => ms * 1_000)

/** Starts to watch. Returns a function that returns the ticks so far by delay, µs: totals, so that a reader can take differences. */
export function watchEventLoop(): () => AgeCounts {
  const counts = boundsMicros.map(() => 0)
  let dueAt = performance.now() + tickMs
  const timer = setInterval(() => {
    const lateMicros = (performance.now() - dueAt) * 1_000
    const bound = boundsMicros.findIndex((upTo) => lateMicros <= upTo)
    counts[bound] = (counts[bound] ?? 0) + 1
    dueAt = performance.now() + tickMs
  }, tickMs)
  timer.unref()
  return () => boundsMicros.map((upTo, index) => [upTo, counts[index] ?? 0] as const).filter(([, count]) => count > 0)
}
