/** Detects writes by other connections to the database, after which cached rows must be read again. */
import { performance } from 'node:perf_hooks'
import type { DatabaseSync } from 'node:sqlite'

/**
 * Returns a function that checks whether another connection, of any process, has committed since the last call. Writes of this
 * connection do not count. Exact: no request is answered from data that was read before the request was sent.
 *
 * SQLite is asked (`PRAGMA data_version`, https://sqlite.org/pragma.html#pragma_data_version) once for all requests that one
 * poll of the event loop returns. Each of these requests was sent before the poll, so before SQLite was asked for the first of
 * them. libuv counts a loop before it polls, and events after all events of a poll are handled: if both counts are unchanged,
 * no request has arrived since.
 */
export function createChangeDetector(connection: DatabaseSync): () => boolean {
  const select = connection.prepare('PRAGMA data_version')
  select.setReturnArrays(true)
  let [loop, handled, version] = [-1, -1, -1]
  return () => {
    const { loopCount, events } = performance.nodeTiming.uvMetricsInfo
    if (loopCount === loop && events === handled) return false
    loop = loopCount
    handled = events
    const before = version
    version = (select.get() as unknown as [number])[0]
    return version !== before
  }
}
