/** Tells when somebody else has written to the database, so that what was read before is read again. */
import { performance } from 'node:perf_hooks'
import type { DatabaseSync } from 'node:sqlite'

/**
 * Whether another connection, of any process, has committed since this was last asked. Writes of this very connection do not
 * count: who makes them knows. Exact: nobody is answered by what was read before his request was sent.
 *
 * SQLite is asked (`PRAGMA data_version`, https://sqlite.org/pragma.html#pragma_data_version) once for all requests that came
 * together, by one poll of the event loop. Whoever comes in the same poll had sent his request before it, so before SQLite
 * was asked for the first of them. libuv counts a loop before it polls, and events when all that one poll gave are handled:
 * where both counts are the same, nothing has arrived since.
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
