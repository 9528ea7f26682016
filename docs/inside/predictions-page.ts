/** The reference page of predictions: each formula, where it comes from, and the planted defect that shows that it can fail. */

import { answerDefects, defectAgainst } from '../../analysis/anomalies/planted-answers.ts'
import { anomalies, checkNames } from '../../analysis/anomalies/registry.ts'
import { everyLaw, type KnownLaw } from '../../analysis/theory/every-law.ts'
import { expectedLaws } from '../../analysis/theory/missing-laws.ts'
import { predictSpeedUp } from '../../analysis/theory/speed-up.ts'
import { faults } from '../../bench/faults/registry.ts'
import { policies } from '../../loadbalancer/registry.ts'
import { strategies } from '../../services/strategies/registry.ts'
import { code, linkTo, sentence, table } from './markdown-table.ts'
import type { NamedScenario } from './scenarios-page.ts'

const uniform = 'each of N replicas is chosen with the same probability, independent of earlier choices'
const total = 'law of total probability, over the replica of the login and that of the request'
const logins = 'of 1 + L logins of a user, L end in a refusal'

/** Where a formula comes from. */
const sources: Readonly<Record<string, string>> = {
  '0': 'the traits of strategy and policy: nothing is lost, missing or late',
  '1': 'the traits of the strategy: nothing is kept, or nothing can be ended',
  f: 'the share of the replicas that have only the new key',
  '1/N': uniform,
  '1 − 1/N': uniform,
  '1 − 1/(N + 1)': uniform,
  '1 − (1 − 1/N)/N': total,
  '1 − (1 − 1/N)/(N − 1)': total,
  '1 − (1/k) Σ N⁻ⁱ, i = 1…k':
    'the i-th request is accepted only if it and all before it reached the replica of the login',
  '1 − min(N,M)/lcm(N,M)': 'counting pairs of remainders (Chinese remainder theorem)',
  '≈ 1/N':
    'share of a ring of random points: Beta distribution; Karger et al., Consistent Hashing and Random Trees, 1997',
  '≈ 1/(N + 1)':
    'share of a ring of random points: Beta distribution; Karger et al., Consistent Hashing and Random Trees, 1997',
  '(1 − 1/N) · P(lag > gap)':
    'Bailis et al., Probabilistically Bounded Staleness for Practical Partial Quorums, 2012, with the lags and gaps of the run',
  '1/N · P(lag > time from login to death)': 'the same, for the time until the death of the replica',
  'writes acknowledged while the copy was cut off / all acknowledged writes':
    'Redis acknowledges before it replicates; the two moments are bounded by what clients saw',
  '1/N · (1 − 1/N) · [a < |s| − τ] + 1/N · (1 − 1/N) · [a > L + τ − |s|], while it lasts':
    'RFC 7519, sections 4.1.4 to 4.1.6: a token is dated by one clock and verified by another',
  'ttl + tolerance − ½ s − age at the end; for uniform ends: age = ttl/2':
    'RFC 7519, section 4.1.4; times of tokens are whole seconds',
  'L/(1 + L), L = 1/N': logins,
  'L/(1 + L), L = 2/N': logins,
  'L/(1 + L), L = ((1 + 1/m)^N − 1) m/N, m = N − 1 … N': `${logins}; L by recursion over the restarts`,
}

/** @throws where a formula has no source: it is to be added above */
function sourceOf(formula: string): string {
  const source = sources[formula]
  if (source === undefined) throw new Error(`docs/inside/predictions-page.ts has no source of the formula ${formula}`)
  return source
}

export function predictionsPage(scenarios: readonly NamedScenario[]): string {
  const laws = everyLaw(Object.keys(faults))
  return `\
# Predictions: every formula, and what shows that it can fail

A prediction is computed from the traits of strategy and policy, from the topology and the faults, and, where it says so, from lags, gaps
and times that the run measures besides; never from the finding that it is compared with. Every prediction that a report shows is
judged: a contradicted one fails the run, whether or not its scenario lists it.

For each formula there is a planted defect: a test changes the answers of a real run (or of a world that obeys the law, where no scenario
expects it) as wrong replicas would have given them, and the prediction has to be contradicted
([planted-answers.ts](../../analysis/anomalies/planted-answers.ts)). Beside these, replicas that are wrong on purpose stand behind the real
load balancer ([planted-defects.e2e.test.ts](../../bench/scenarios/planted-defects.e2e.test.ts)).

N: replicas; k: requests after each login; M: replicas after the fault; L: logouts per user, or the life of a token; a: its age;
s: how far one clock is ahead; τ: the tolerance for clocks.

${checkNames
  .filter((name) => laws.some(({ check }) => check === name))
  .map((name) => section(name, laws, scenarios))
  .join('\n\n')}

## Speed-up

Judged for each number of replicas of a sweep, by the 99.9 % interval of its trials. Source: the utilisation law (Denning & Buzen, The
Operational Analysis of Queueing Network Models, 1978). Planted defect: curves that answer more than N times as much, or as much as one at
the same cost ([scaling.test.ts](../../analysis/report/figures/scaling.test.ts)).

${table(['formula', 'for example', 'why'], speedUps())}

## Size of the credential

Bytes with n items in the cart, where the credential carries it: size at login + 4/3 · (n · (name + 3) − 1 + digits(n) − 1), to the byte
(JSON in base64url, RFC 4648); elsewhere the size at login. The size at login is measured, not predicted. Planted defect: a token that grows by
10 bytes more for each item ([credential-growth.test.ts](../../analysis/report/figures/credential-growth.test.ts)).`
}

function section(name: KnownLaw['check'], laws: readonly KnownLaw[], scenarios: readonly NamedScenario[]): string {
  const own = laws.filter(({ check }) => check === name)
  return [
    `## ${name}`,
    sentence(anomalies[name].check.summary),
    table(
      ['formula', 'for example', 'why', 'source', 'planted defect', 'scenarios'],
      own.map((known) => [
        `${known.formula}${'measure' in known.law ? ' (with what the run measures)' : ''}`,
        exampleOf(known),
        known.law.because,
        sourceOf(known.formula),
        defectOf(known),
        scenarios
          .filter(({ scenario }) => expects(scenario, known))
          .map((scenario) => `[${scenario.name}](scenarios.md#${scenario.name})`)
          .join(', ') || linkTo('analysis/theory/every-law.test.ts', 'every-law.test.ts'),
      ]),
    ),
  ].join('\n\n')
}

function exampleOf({ example: { strategy, policy, circumstances } }: KnownLaw): string {
  const [fault] = circumstances.faults
  return `${code(`${strategy}-${policy}`)}, ${circumstances.client}${fault === undefined ? '' : `, ${code(fault)}`}`
}

function defectOf({ check, law }: KnownLaw): string {
  const defect = defectAgainst(check, law)
  if (defect === undefined) throw new Error(`analysis/anomalies/planted-answers.ts has no defect against ${check}`)
  return answerDefects[defect].says
}

/** Whether a scenario expects this law of one of its modes. */
function expects(scenario: NamedScenario['scenario'], known: KnownLaw): boolean {
  return expectedLaws(scenario).some(({ check, law }) => check === known.check && law?.formula === known.formula)
}

function speedUps(): string[][] {
  const measured = { replicas: 3, client: 'frozen', microsPerRequest: (count: number) => 200 + 20 * count } as const
  const examples = [
    ['redis', 'least-conn'],
    ['memory', 'round-robin'],
    ['cluster-sync', 'least-conn'],
  ] as const
  return examples.flatMap(([strategy, policy]) => {
    const law = predictSpeedUp({ ...measured, strategy: strategies[strategy], policy: policies[policy] })
    return law ? [[law.formula, code(`${strategy}-${policy}`), law.because]] : []
  })
}
