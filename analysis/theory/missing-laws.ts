/** Expectations that no run can decide: a timeline of several faults, and a check that expects what theory cannot predict. Pure. */

import { modeRecords } from '../../bench/history/mode-records.ts'
import type { ClientModel } from '../../bench/history/operation.ts'
import { clientsOf, expectOf, type Scenario } from '../../bench/scenarios/scenario.ts'
import { replicaCounts } from '../../bench/scenarios/sweep.ts'
import { anomalies, checkNames } from '../anomalies/registry.ts'
import { circumstancesOf } from './circumstances.ts'

/**
 * Only timelines of several faults are looked at: there a scenario's author expected too much. A mode without a law, which
 * somebody named to see what it does, is measured without a prediction.
 *
 * @param cpus processors of the machine, which limit a sweep
 * @returns one sentence for each check of a mode and client, with what to do
 */
export function missingLaws(scenario: Scenario, cpus: number): string[] {
  if ((scenario.timeline ?? []).length < 2) return []
  const run = { scenario, modes: modeRecords(scenario.modes) }
  const counts = replicaCounts(scenario, cpus)
  const hasLaw = (mode: string, client: ClientModel, name: (typeof checkNames)[number]) =>
    counts.every((replicas) => {
      const circumstances = circumstancesOf(run, { mode, client }, replicas)
      return circumstances !== undefined && anomalies[name].predict?.(circumstances) !== undefined
    })
  return scenario.modes.flatMap((mode) =>
    checkNames
      .filter((name) => expectOf(scenario, mode)[name]?.is === 'predicted')
      .flatMap((name) => {
        const without = clientsOf(scenario, mode).filter((client) => !hasLaw(mode, client, name))
        return without.length === 0 ? [] : [sentence(name, mode, without, scenario)]
      }),
  )
}

function sentence(name: string, mode: string, clients: readonly ClientModel[], { timeline = [] }: Scenario): string {
  const faults = ` with ${timeline.map(({ fault }) => fault).join(', ')}`
  return `expect.${name}: no prediction exists for ${mode} (${clients.join(', ')} clients)${faults}: write 'none' or 'some' there (perMode.${mode}.expect), or have fewer faults`
}
