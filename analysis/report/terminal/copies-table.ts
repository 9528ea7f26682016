/** The cost of shared sessions: messages between replicas, or commands to a store. Pure. */

import type { Report } from '../model/report.ts'
import { rowsOf } from './check-table.ts'
import { FittingTable } from './fitting-table.ts'
import { milliseconds, whole } from './plain-table.ts'

/** No table where no mode keeps copies or has a store. */
export function copiesTable(report: Report): string[] {
  const rows = rowsOf(report)
  if (!rows.some(([, , { load }]) => load.replication !== null || load.store !== null)) return []
  const { replicas } = report.topology
  const table = new FittingTable(['mode', 'client', 'msgs', 'bytes', 'lag p50', 'p99', 'max', 'cmds', 'out', 'in'])
  for (const [mode, client, { load }] of rows) {
    const { replication, store } = load
    if (replication === null && store === null) continue
    table.push([
      mode,
      client,
      replication?.messagesPerWrite.toFixed(2) ?? '-',
      replication ? whole(replication.bytesPerWrite) : '-',
      milliseconds(replication?.lagMs?.p50),
      milliseconds(replication?.lagMs?.p99),
      milliseconds(replication?.lagMs?.max),
      store?.commandsPerRequest.toFixed(2) ?? '-',
      store ? whole(store.bytesPerRequest.sent) : '-',
      store ? whole(store.bytesPerRequest.received) : '-',
    ])
  }
  const most = 2 * (replicas - 1)
  return [
    `Keeping copies: for each write, messages and bytes between replicas (a change
and its acknowledgement for each other replica: 2(N−1) = ${most}, fewer where changes
travel together), and the lag in ms until it is applied elsewhere;
for each request, commands to Redis, and bytes out and in there
${table.toString()}`,
  ]
}
