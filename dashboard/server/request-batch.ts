/** Gathers requests for one event: all are counted, and of many only some are shown, in the order they came. */
import type { RequestsEvent, SeenRequest } from './events.ts'

export interface RequestBatch {
  add(request: SeenRequest): void
  /** What has come since the last time; undefined where nothing has. */
  take(): RequestsEvent | undefined
}

/**
 * Keeps up to `room` requests of a batch, each with the same chance (reservoir sampling, Vitter's algorithm R, 1985), and
 * beyond that those that `matters` says yes to, up to as many again: a page's own requests must not be lost in a crowd's.
 */
export function createRequestBatch(
  room: number,
  matters: (request: SeenRequest) => boolean,
  random: () => number = Math.random,
): RequestBatch {
  interface Kept {
    readonly place: number
    readonly request: SeenRequest
  }
  let important: Kept[] = []
  let crowd: Kept[] = []
  let count = 0
  let crowdSeen = 0
  return {
    add(request) {
      const kept = { place: count, request }
      count += 1
      if (matters(request) && important.length < room) {
        important.push(kept)
        return
      }
      crowdSeen += 1
      if (crowd.length < room) crowd.push(kept)
      else {
        const place = Math.floor(random() * crowdSeen)
        if (place < room) crowd[place] = kept
      }
    },
    take() {
      if (count === 0) return undefined
      const shown = [...important, ...crowd].sort((a, b) => a.place - b.place).map(({ request }) => request)
      const event = { shown, count }
      important = []
      crowd = []
      count = 0
      crowdSeen = 0
      return event
    },
  }
}
