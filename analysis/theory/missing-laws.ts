/** The laws that a scenario expects to hold, and those of them that theory does not have, so that no run can decide. Pure. */

import { modeRecords } from '../../bench/history/mode-records.ts'
import type { ClientModel } from '../../bench/history/operation.ts'
import { clientsOf, expectOf, type Scenario } from '../../bench/scenarios/scenario.ts'
import { replicaCounts } from '../../bench/scenarios/sweep.ts'
import { anomalies, checkNames } from '../anomalies/registry.ts'
import { circumstancesOf } from './circumstances.ts'

/** The law of each check that a scenario expects as predicted, by mode and client; undefined where theory has none. */
export function expectedLaws(scenario: Scenario, replicas = scenario.topology.replicas) {
  const run = { scenario, modes: modeRecords(scenario.modes) }
  return scenario.modes.flatMap((mode) =>
    checkNames
      .filter((check) => expectOf(scenario, mode)[check]?.is === 'predicted')
      .flatMap((check) =>
        clientsOf(scenario, mode).map((client) => {
          const circumstances = circumstancesOf(run, { mode, client }, replicas)
          return { mode, check, client, law: circumstances && anomalies[check].predict?.(circumstances) }
        }),
      ),
  )
}

/**
 * Only timelines of several faults are looked at: there a scenario's author expected too much. A mode without a law, which
 * somebody named to see what it does, is measured without a prediction.
 *
 * @param cpus processors of the machine, which limit a sweep
 * @returns one sentence for each check of a mode and client, with what to do
 */
export function missingLaws(scenario: Scenario, cpus: number): string[] {
  if ((scenario.timeline ?? []).length < 2) return []
  const missing = replicaCounts(scenario, cpus)
    .flatMap((replicas) => expectedLaws(scenario, replicas))
    .filter(({ law }) => law === undefined)
  return [...Map.groupBy(missing, ({ mode, check }) => `${mode} ${check}`).values()].flatMap((of) =>
    of[0] === undefined
      ? []
      : [sentence(of[0].check, of[0].mode, [...new Set(of.map(({ client }) => client))], scenario)],
  )
}

function sentence(name: string, mode: string, clients: readonly ClientModel[], { timeline = [] }: Scenario): string {
  const faults = ` with ${timeline.map(({ fault }) => fault).join(', ')}`
  return `expect.${name}: no prediction exists for ${mode} (${clients.join(', ')} clients)${faults}: write 'none' or 'some' there (perMode.${mode}.expect), or have fewer faults`
}
