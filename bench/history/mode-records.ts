/** A history's record of each mode: enough for checks by later versions of the lab. */

import { resolveMode } from '../../modes.ts'
import { strategies } from '../../services/strategies/registry.ts'
import type { ModeRecord } from './records.ts'

export function modeRecords(names: readonly string[]): Record<string, ModeRecord> {
  return Object.fromEntries(
    names.map((name) => {
      const mode = resolveMode(name)
      if (mode === undefined) throw new Error(`mode ${name} passed the scenario's validation, but is unknown`)
      const { sessionLivesIn, credential } = strategies[mode.strategy]
      return [name, { strategy: mode.strategy, policy: mode.policy, sessionLivesIn, credential }]
    }),
  )
}
