/**
 * The pages of docs/reference that come from the registries and schemas: whatever is registered is documented.
 * To write them: `npx vitest run docs/inside/reference-pages.test.ts -u`.
 */

import { type OperationKind, operationKinds } from '../../bench/load/workloads/operation-kinds.ts'
import { workloads } from '../../bench/load/workloads/registry.ts'
import { policies } from '../../loadbalancer/registry.ts'
import { modes } from '../../modes.ts'
import { strategies } from '../../services/strategies/registry.ts'
import { anomaliesPage } from './anomalies-page.ts'
import { commandLinePage } from './command-line-page.ts'
import { faultsPage } from './faults-page.ts'
import { cellText, code, codes, inWords, linkTo, table } from './markdown-table.ts'
import { predictionsPage } from './predictions-page.ts'
import { scenarioFilePage } from './scenario-file-page.ts'
import { type NamedScenario, readScenarios, scenariosPage } from './scenarios-page.ts'

/** Every page, by its file name in docs/reference. */
export async function referencePages(): Promise<Readonly<Record<string, string>>> {
  const scenarios = await readScenarios()
  const pages: Readonly<Record<string, string>> = {
    strategies: strategiesPage(),
    policies: policiesPage(),
    modes: modesPage(),
    scenarios: scenariosPage(scenarios),
    faults: faultsPage(scenarios),
    workloads: workloadsPage(scenarios),
    anomalies: anomaliesPage(scenarios),
    predictions: predictionsPage(scenarios),
    'scenario-file': scenarioFilePage(),
    'command-line': commandLinePage(),
  }
  return Object.fromEntries(
    Object.entries(pages).map(([name, text]) => [`${name}.md`, `${text.trim()}\n\n${footer}\n`]),
  )
}

const footer = '*Generated. To update this page: `npx vitest run docs/inside/reference-pages.test.ts -u`.*'

function strategiesPage(): string {
  return `\
# Strategies: how a replica identifies the user of a request

Each strategy is one file in [services/strategies](../../services/strategies) and one entry in its
[registry](../../services/strategies/registry.ts). A strategy paired with a [policy](policies.md) is a [mode](modes.md).
How to choose between them: [sticky, Redis or JWT?](../concepts/sticky-redis-or-jwt.md)

${table(
  ['strategy', 'what it does'],
  Object.entries(strategies).map(([name, { summary }]) => [linkTo(`services/strategies/${name}.ts`, name), summary]),
)}

## What theory uses

Predictions are computed from these properties, never from a strategy's name.

${traitsTable('strategy', strategies)}`
}

function policiesPage(): string {
  return `\
# Policies: how nginx picks the replica

Each policy is one file in [loadbalancer/policies](../../loadbalancer/policies) and one entry in the
[registry](../../loadbalancer/registry.ts). Any strategy can be combined with any policy, written
\`<strategy>-<policy>\`, for example \`memory-ip-hash\`. Traps of some policies: [which policy?](../concepts/policies.md)

${table(
  ['policy', 'what it does'],
  Object.entries(policies).map(([name, { summary }]) => [linkTo(`loadbalancer/policies/${name}.ts`, name), summary]),
)}

## Properties

${traitsTable('policy', policies)}`
}

/** What the entries of a registry say besides their summary: a new property becomes a column. */
function traitsTable(heading: string, registry: Readonly<Record<string, object>>): string {
  const entries = Object.entries(registry)
  const isTrait = ([key, value]: [string, unknown]) => key !== 'summary' && typeof value !== 'function'
  const keys = [
    ...new Set(
      entries.flatMap(([, entry]) =>
        Object.entries(entry)
          .filter(isTrait)
          .map(([key]) => key),
      ),
    ),
  ]
  return table(
    [heading, ...keys.map(inWords)],
    entries.map(([name, entry]) => [
      code(name),
      ...keys.map((key) => cellText((entry as Readonly<Record<string, unknown>>)[key])),
    ]),
  )
}

function modesPage(): string {
  return `\
# Modes: a strategy and a policy under a name

Each mode is served under its own URL prefix: \`/memory/me\`, \`/sticky/me\`, \`/jwt/me\`. These have a name of their own in
[modes.ts](../../modes.ts). Any other pair of a [strategy](strategies.md) and a [policy](policies.md) is written
\`<strategy>-<policy>\`, for example \`memory-ip-hash\`.

${table(
  ['mode', 'strategy', 'policy', 'what it shows'],
  Object.entries(modes).map(([name, { strategy, policy, summary }]) => [
    code(name),
    code(strategy),
    code(policy),
    summary,
  ]),
)}`
}

function workloadsPage(scenarios: readonly NamedScenario[]): string {
  return `\
# Workloads: what virtual users do between login and the end of their session

Each workload is one file in [bench/load/workloads](../../bench/load/workloads) and one entry in its
[registry](../../bench/load/workloads/registry.ts). A scenario names one (\`workload\`), and may name another one for a mode
(\`perMode.<mode>.workload\`).

${table(
  ['workload', 'requests', 'kinds of operations', 'scenarios'],
  Object.entries(workloads).map(([name, { summary, kinds }]) => [
    linkTo(`bench/load/workloads/${name}.ts`, name),
    summary,
    codes(kinds),
    scenarioLinks(scenarios.filter(({ workloads }) => workloads.includes(name))),
  ]),
)}

## Kinds of operations

Checks judge an answer by the kind of its operation. Once a session has ended, a refusal is always right.

${table(
  ['kind', 'request', 'right answer', 'ends the credential'],
  Object.entries<OperationKind>(operationKinds).map(([name, { summary, expects, ends }]) => [
    code(name),
    summary,
    expects,
    cellText(ends),
  ]),
)}`
}

function scenarioLinks(scenarios: readonly NamedScenario[]): string {
  if (scenarios.length > 5) return `${scenarios.length} of them`
  return scenarios.map(({ name }) => `[${name}](scenarios.md#${name})`).join(', ')
}
