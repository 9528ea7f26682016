/** Collects requests for one event: counts all of them, and keeps a sample to show, in order of arrival. */
import type { RequestsEvent, SeenRequest } from '../protocol/events.ts'

/** The requests since the previous event. */
export interface RequestBatch {
  add(request: SeenRequest): void
  /** Returns the batch and starts a new one; undefined where there was no request. */
  take(): RequestsEvent | undefined
}

/**
 * Keeps up to `size` requests for which `hasPriority` is true, so that high load does not hide a page's own requests, and a
 * uniform sample of up to `size` others (reservoir sampling, Vitter's algorithm R, 1985).
 */
export function createRequestBatch(
  size: number,
  hasPriority: (request: SeenRequest) => boolean,
  random: () => number = Math.random,
): RequestBatch {
  interface Kept {
    readonly position: number
    readonly request: SeenRequest
  }
  let priority: Kept[] = []
  let sample: Kept[] = []
  let count = 0
  let candidates = 0
  return {
    add(request) {
      const kept = { position: count, request }
      count += 1
      if (hasPriority(request) && priority.length < size) {
        priority.push(kept)
        return
      }
      candidates += 1
      if (sample.length < size) sample.push(kept)
      else {
        const index = Math.floor(random() * candidates)
        if (index < size) sample[index] = kept
      }
    },
    take() {
      if (count === 0) return undefined
      const shown = [...priority, ...sample].sort((a, b) => a.position - b.position).map(({ request }) => request)
      const event = { shown, count }
      priority = []
      sample = []
      count = 0
      candidates = 0
      return event
    },
  }
}
