/** A table for each check with a predicted duration: how long the anomaly lasted, and how long was predicted. */

import type { CheckName } from '../../anomalies/registry.ts'
import type { ClientReport } from '../model/report.ts'
import { FittingTable } from './fitting-table.ts'
import { whole } from './plain-table.ts'

type Row = readonly [mode: string, client: string, of: ClientReport]

/** Whether any row has a predicted life. */
export function hasLifetimes(rows: readonly Row[], name: CheckName): boolean {
  return rows.some(([, , { checks }]) => checks[name].prediction?.lifeMs !== undefined)
}

/** Where the anomaly is predicted never, its duration is 0 unless it is found; where it is predicted always, it has no end. */
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
  return `Residual lifetime: from the acknowledged end to the last time it was accepted\n${table.toString()}`
}
