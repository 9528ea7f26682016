/** A table for each check whose theory speaks of time: how long the anomaly lasted, beside how long it should have. */

import type { CheckName } from '../../anomalies/registry.ts'
import type { ClientReport } from '../model/report.ts'
import { FittingTable } from './fitting-table.ts'
import { whole } from './plain-table.ts'

type Row = readonly [mode: string, client: string, of: ClientReport]

/** Whether theory speaks of a life in any row. */
export function hasLifetimes(rows: readonly Row[], name: CheckName): boolean {
  return rows.some(([, , { checks }]) => checks[name].prediction?.lifeMs !== undefined)
}

/** Rows that are predicted never to show it have windows of 0, as long as they do not; those always to show it never end. */
export function residualLifetimeTable(rows: readonly Row[], name: CheckName): string {
  const table = new FittingTable(['mode', 'client', 'mean ms [95 %]', 'predicted', 'longest', 'at most'])
  for (const [mode, client, { checks }] of rows) {
    const { residualLifetimeMs: lifetime, prediction, count } = checks[name]
    const none = count === 0 ? '0' : '-'
    const never = prediction?.rate === 0 ? '0' : prediction?.rate === 1 ? 'no end' : '-'
    const interval = lifetime?.ci95 ? ` [${lifetime.ci95.map((bound) => whole(bound)).join(', ')}]` : ''
    table.push([
      mode,
      client,
      lifetime ? `${whole(lifetime.mean)}${interval}` : none,
      lifetime?.predictedMean === undefined ? never : whole(lifetime.predictedMean),
      lifetime ? whole(lifetime.max) : none,
      prediction?.lifeMs ? whole(prediction.lifeMs.max) : never,
    ])
  }
  return `For how long: from the acknowledged end to the last time it was accepted\n${table.toString()}`
}
