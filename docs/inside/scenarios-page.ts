/** The reference page of the built-in scenarios. */

import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { clientsOf, expectOf, type Scenario, workloadOf } from '../../bench/scenarios/scenario.ts'
import { builtInScenarios, loadScenario } from '../../bench/scenarios/scenario-file.ts'
import { code, codes, sentence, table } from './markdown-table.ts'

/** A built-in scenario, with what other pages look up in it. */
export interface NamedScenario {
  readonly name: string
  readonly scenario: Scenario
  /** The comment at the top of its file. */
  readonly comment: string
  readonly workloads: readonly string[]
  readonly faults: readonly string[]
  readonly checks: readonly string[]
}

export async function readScenarios(): Promise<readonly NamedScenario[]> {
  return Promise.all((await builtInScenarios()).map(readScenario))
}

async function readScenario(name: string): Promise<NamedScenario> {
  const file = join(import.meta.dirname, '..', '..', 'bench', 'scenarios', `${name}.yaml`)
  const [scenario, text] = await Promise.all([loadScenario(name), readFile(file, 'utf8')])
  const comment = /^(?:#.*\n)+/.exec(text)?.[0] ?? ''
  return {
    name,
    scenario,
    comment: comment
      .replaceAll(/^#.*\$schema.*\n/gm, '')
      .replaceAll(/^# ?/gm, '')
      .trim(),
    workloads: [...new Set(scenario.modes.map((mode) => workloadOf(scenario, mode)))],
    faults: [...new Set((scenario.timeline ?? []).map(({ fault }) => fault))],
    checks: [...new Set(scenario.modes.flatMap((mode) => Object.keys(expectOf(scenario, mode))))],
  }
}

export function scenariosPage(scenarios: readonly NamedScenario[]): string {
  return `\
# Scenarios

A scenario is a YAML file: which modes, on how many replicas, under which load, with which faults, and what is expected.
\`npx lab run <name>\` runs one of these, \`npx lab run ./mine.yaml\` [one of your own](../how-to/write-a-scenario.md).

${table(
  ['scenario', 'what it shows'],
  scenarios.map(({ name, scenario }) => [`[${name}](#${name})`, scenario.summary]),
)}

${scenarios.map(section).join('\n\n')}`
}

function section({ name, scenario, comment }: NamedScenario): string {
  const { summary, modes, topology, timeline } = scenario
  const lines = [
    `- file: [${name}.yaml](../../bench/scenarios/${name}.yaml)`,
    `- modes: ${codes(modes)}`,
    `- replicas: ${topology.replicas}${scenario.sweep === undefined ? '' : ', tried with 1, 2, 3, … of them'}`,
    `- clients: ${inEachMode(scenario, (mode) => codes(clientsOf(scenario, mode)))}`,
    `- workload: ${inEachMode(scenario, (mode) => code(workloadOf(scenario, mode)))}`,
    `- load: ${loadOf(scenario)}`,
    ...(timeline === undefined ? [] : [`- faults: ${timeline.map(faultOf).join('; ')}`]),
    `- expected: ${inEachMode(scenario, (mode) => expectationsOf(scenario, mode))}`,
  ]
  return [
    `## ${name}`,
    `${sentence(summary)} Run it: \`npx lab run ${name}\``,
    ...(comment ? [comment] : []),
    lines.join('\n'),
  ].join('\n\n')
}

/** What most modes have, then the modes that have something else. */
function inEachMode({ modes }: Scenario, valueFor: (mode: string) => string): string {
  const groups = [...Map.groupBy(modes, valueFor)].toSorted(([, a], [, b]) => b.length - a.length)
  return groups.map(([value, of], index) => (index === 0 ? value : `in ${codes(of)}: ${value}`)).join('; ')
}

function loadOf({ trials, load, timeline }: Scenario): string {
  const order = timeline === undefined ? 'one mode and client after another' : 'all modes at once'
  return `${trials} ${trials === 1 ? 'trial' : 'trials'} of ${load.durationSeconds} s, ${order}`
}

function faultOf({ at, fault, for: seconds, ...parameters }: NonNullable<Scenario['timeline']>[number]): string {
  const own = Object.entries(parameters).map(([key, value]) => `${key} ${value}`)
  const details = [...(seconds === undefined ? [] : [`for ${seconds} s`]), ...own].join(', ')
  return `[${fault}](faults.md#${fault}) at ${at} s${details && ` (${details})`}`
}

function expectationsOf(scenario: Scenario, mode: string): string {
  return Object.entries(expectOf(scenario, mode))
    .map(([check, expectation]) => `${check} ${expectation?.is}`)
    .join(', ')
}
