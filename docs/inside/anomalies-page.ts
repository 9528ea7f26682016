/** The reference page of the anomalies: what each check finds, and what theory predicts of it. */

import type { Anomaly } from '../../analysis/anomalies/anomaly.ts'
import { anomalies } from '../../analysis/anomalies/registry.ts'
import { circumstancesOf } from '../../analysis/theory/circumstances.ts'
import { type Prediction, predictionFor } from '../../analysis/theory/prediction.ts'
import { modeRecords } from '../../bench/history/mode-records.ts'
import type { ClientModel } from '../../bench/history/operation.ts'
import type { ModeRecord } from '../../bench/history/records.ts'
import { clientsOf, expectOf } from '../../bench/scenarios/scenario.ts'
import { code, codes, linkTo, sentence, table } from './markdown-table.ts'
import type { NamedScenario } from './scenarios-page.ts'

export function anomaliesPage(scenarios: readonly NamedScenario[]): string {
  return `\
# Anomalies: what can go wrong with a session

Each anomaly is one folder in [analysis/anomalies](../../analysis/anomalies) and one entry in its
[registry](../../analysis/anomalies/registry.ts). Its check is a pure function of a run's history. A scenario says which checks it judges
(\`expect\`), and what it expects of each: the predicted figure, no case, or at least one case. Which requests each check judges:
[what can go wrong?](../concepts/anomalies.md)

${table(
  ['check', 'what it finds', 'predicted'],
  Object.entries(anomalies).map(([name, { check, predict }]) => [
    `[${name}](#${name})`,
    check.summary,
    predict === undefined ? '' : 'yes',
  ]),
)}

${Object.entries(anomalies)
  .map(([name, anomaly]) => section(name, anomaly, scenarios))
  .join('\n\n')}`
}

function section(name: string, anomaly: Anomaly, scenarios: readonly NamedScenario[]): string {
  const judging = scenarios.filter(({ checks }) => checks.includes(name))
  const lines = [
    `- file: ${linkTo(`analysis/anomalies/${folderOf(name)}/check.ts`, `${folderOf(name)}/check.ts`)}`,
    ...(anomaly.isOutage ? ['- an outage: the service was away, but no answer was wrong'] : []),
    ...(anomaly.always === undefined
      ? []
      : [`- expected in every run, whatever its scenario says: ${anomaly.always.is}`]),
    `- scenarios: ${judging.map((scenario) => `[${scenario.name}](scenarios.md#${scenario.name})`).join(', ') || 'none'}`,
  ]
  return [
    `## ${name}`,
    sentence(anomaly.check.summary),
    lines.join('\n'),
    ...predictionsOf(name, anomaly, judging),
  ].join('\n\n')
}

/** The four remedies against a stolen credential share a folder. */
const folderOf = (name: string) => name.replace(/^stolen-after-.*/, 'stolen-credential')

/** Each prediction, with the modes that have it, in the scenario that expects it of the most modes. */
function predictionsOf(name: string, { predict }: Anomaly, judging: readonly NamedScenario[]): readonly string[] {
  const predictedIn = ({ scenario }: NamedScenario) =>
    scenario.modes.filter((mode) => expectOf(scenario, mode)[name]?.is === 'predicted')
  const [example] = judging.toSorted((a, b) => predictedIn(b).length - predictedIn(a).length)
  if (predict === undefined || example === undefined || predictedIn(example).length === 0) return []
  const { scenario } = example
  const { replicas } = scenario.topology
  const modes = modeRecords(scenario.modes)
  const run = { scenario, modes }
  const found = predictedIn(example).flatMap((mode) =>
    clientsOf(scenario, mode).map((client) => {
      const slice = emptySlice(mode, client, modes[mode] as ModeRecord)
      const circumstances = circumstancesOf(run, slice, replicas)
      return { mode, client, says: shown(circumstances && predictionFor(predict(circumstances), slice)) }
    }),
  )
  const rows = [...Map.groupBy(found, ({ client, says }) => JSON.stringify([client, says])).values()]
  return [
    `Predictions in the scenario [${example.name}](scenarios.md#${example.name}), with ${replicas} replicas:`,
    table(
      ['modes', 'client', 'prediction', 'reason'],
      rows.flatMap(([first, ...others]) =>
        first === undefined
          ? []
          : [[codes([first, ...others].map(({ mode }) => mode)), code(first.client), ...first.says]],
      ),
    ),
  ]
}

function shown(prediction: Prediction | undefined): readonly [string, string] {
  return prediction === undefined ? ['computed from measured times', ''] : [prediction.formula, prediction.because]
}

/** Before any request is recorded. */
function emptySlice(mode: string, client: ClientModel, { sessionLivesIn }: ModeRecord) {
  return { mode, client, sessionLivesIn, segments: [], operations: [], faults: [], retries: [], audits: [] }
}
