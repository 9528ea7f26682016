/** Reads a scenario file, applies the command line's overrides, and reports all problems at once with their places. */

import { readdir, readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { Compile } from 'typebox/compile'
import { type Document, isMap, LineCounter, type Node, parseDocument, visit, type YAMLError } from 'yaml'
import { checkNames } from '../../analysis/anomalies/registry.ts'
import { modeNames, resolveMode } from '../../modes.ts'
import { didYouMean } from './did-you-mean.ts'
import { type Load, needsRate, type Scenario, scenarioDefaults, scenarioSchema } from './scenario.ts'
import { type Problem, problemsOf } from './schema-problems.ts'
import { sweepProblems } from './sweep.ts'
import { timelineProblems } from './timeline-problems.ts'

const builtInFolder = import.meta.dirname

/** One value changed from outside the file. */
export interface Override {
  readonly path: readonly string[]
  readonly value: unknown
  /** As the user wrote it, e.g. `--replicas three`. */
  readonly source: string
}

/** A scenario that cannot be run: each problem says what is wrong, where, and what was expected. */
export class ScenarioError extends Error {
  readonly code = 'ERR_SCENARIO'
}

export async function builtInScenarios(): Promise<string[]> {
  const files = await readdir(builtInFolder)
  return files
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => basename(file, '.yaml'))
    .toSorted()
}

/**
 * @param nameOrPath a built-in scenario's name, or the path of a YAML file
 * @throws ScenarioError with every problem found, a line each
 */
export async function loadScenario(nameOrPath: string, overrides: readonly Override[] = []): Promise<Scenario> {
  const { path, text } = await read(nameOrPath)
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  if (document.errors.length > 0) {
    throw new ScenarioError(
      document.errors
        .map((error: YAMLError) => `${path}:${lines.linePos(error.pos[0]).line}: ${error.message}`)
        .join('\n'),
    )
  }
  // An alias cannot be changed in one place only: each becomes a copy of its own.
  visit(document, { Alias: (_key, alias) => alias.resolve(document)?.clone() as Node })
  for (const { path: keys, value } of overrides) document.setIn(keys, document.createNode(value))
  for (const [key, value] of Object.entries(scenarioDefaults)) {
    const keys = key.split('.')
    const hasParent = document.get(keys[0]) === undefined || isMap(document.get(keys[0], true))
    if (isMap(document.contents) && hasParent && !document.hasIn(keys)) document.setIn(keys, document.createNode(value))
  }
  const value: unknown = document.toJS()
  const found = [
    ...problemsOf(validator, value),
    ...unknownModes(value),
    ...withoutRate(value),
    ...forgeryOverTls(value),
    ...timelineProblems(value),
    ...sweepProblems(value),
  ]
  const problems = found.map(({ keys, message }) => `${placeOf(keys, overrides, document, lines, path)}: ${message}`)
  if (problems.length > 0) throw new ScenarioError(problems.join('\n'))
  return value as Scenario
}

async function read(nameOrPath: string): Promise<{ path: string; text: string }> {
  const isPath = nameOrPath.includes('/') || nameOrPath.includes('\\') || /\.ya?ml$/.test(nameOrPath)
  const names = await builtInScenarios()
  if (!isPath && !names.includes(nameOrPath)) {
    throw new ScenarioError(
      `unknown scenario ${nameOrPath}${didYouMean(nameOrPath, names)}: choose one of ${names.join(', ')}, or give the path of a YAML file`,
    )
  }
  const path = isPath ? nameOrPath : join(builtInFolder, `${nameOrPath}.yaml`)
  try {
    return { path: isPath ? path : basename(path), text: await readFile(path, 'utf8') }
  } catch (cause) {
    throw new ScenarioError(`cannot read scenario ${path}: ${(cause as NodeJS.ErrnoException).code}`, { cause })
  }
}

const validator = Compile(scenarioSchema(checkNames))

/** Modes are not in the schema, since any strategy goes with any policy: in `modes`, and as keys of `perMode`. */
function unknownModes(value: unknown): Problem[] {
  const { modes, perMode } = (value ?? {}) as Partial<Scenario>
  const named = [
    ...(Array.isArray(modes) ? modes.map((mode, index) => ({ mode, keys: ['modes', `${index}`] })) : []),
    ...(isObject(perMode) ? Object.keys(perMode).map((mode) => ({ mode, keys: ['perMode', mode] })) : []),
  ]
  return named.flatMap(({ mode, keys }) =>
    typeof mode !== 'string' || resolveMode(mode) !== undefined
      ? []
      : [
          {
            keys,
            message: `unknown mode ${mode}${didYouMean(mode, modeNames())}: choose of ${modeNames().join(', ')}, or write strategy-policy (lab list)`,
          },
        ],
  )
}

/** Settings that need an arrival rate would have no effect without one: for all modes, or for one of them. */
function withoutRate(value: unknown): Problem[] {
  const { load, perMode } = (value ?? {}) as Partial<Scenario>
  if (!isObject(load) || (load as Load).ratePerSecond !== undefined) return []
  const loads: [readonly string[], unknown][] = [[['load'], load]]
  if (isObject(perMode)) {
    for (const [mode, own] of Object.entries(perMode)) loads.push([['perMode', mode, 'load'], own?.load])
  }
  return loads.flatMap(([keys, figures]) => {
    if (!isObject(figures) || 'ratePerSecond' in figures) return []
    return needsRate
      .filter((name) => name in figures)
      .map((name) => ({
        keys: [...keys, name],
        message: `${[...keys, name].join('.')} changes nothing without ${[...keys, 'ratePerSecond'].join('.')}: set that too`,
      }))
  })
}

/** Attacks on cookies use the cookie names of plain HTTP. */
function forgeryOverTls(value: unknown): Problem[] {
  const { workload, perMode, topology } = (value ?? {}) as Partial<Scenario>
  const workloads = [workload, ...(isObject(perMode) ? Object.values(perMode).map((own) => own?.workload) : [])]
  if (!workloads.includes('forgery') || !isObject(topology) || !(topology as Scenario['topology']).tls) return []
  return [{ keys: ['topology', 'tls'], message: 'the workload forgery is for plain HTTP: leave topology.tls out' }]
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The option that set the value, or the line of the file that holds it (or the nearest key above it). */
function placeOf(
  keys: readonly string[],
  overrides: readonly Override[],
  document: Document,
  lines: LineCounter,
  path: string,
) {
  const option = overrides.find(({ path: set }) => set.every((key, index) => keys[index] === key))
  if (option !== undefined) return option.source
  for (let length = keys.length; length > 0; length -= 1) {
    const node = document.getIn(keys.slice(0, length), true) as { range?: [number, number, number] } | undefined
    if (node?.range) return `${path}:${lines.linePos(node.range[0]).line}`
  }
  return path
}
