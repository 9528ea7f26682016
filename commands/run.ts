/** `lab run`: runs a scenario on a real stack, prints its tables and the path of its report. */
import { relative } from 'node:path'
import { Command } from 'commander'
import { parse } from 'yaml'
import { type Override, ScenarioError } from '../bench/scenarios/scenario-file.ts'
import type { LauncherName } from '../stack/stack.ts'
import { interruptedExitStatus, onInterruption } from './cli/interruption.ts'
import { launcherOption, pickLauncher } from './cli/launcher.ts'
import { coloursWanted, explainError } from './cli/output.ts'

/** The options that set a value of the scenario, with the path of that value. */
const paths = {
  modes: ['modes'],
  replicas: ['topology', 'replicas'],
  users: ['load', 'users'],
  duration: ['load', 'durationSeconds'],
  trials: ['trials'],
  seed: ['seed'],
} as const satisfies Record<string, readonly string[]>

type RunOptions = Partial<Record<keyof typeof paths, string>> & {
  readonly set?: readonly string[]
  readonly launcher: LauncherName
  readonly out: string
  readonly port?: string
}

export function run(environment: NodeJS.ProcessEnv): Command {
  return new Command('run')
    .description('run a scenario: print what is predicted beside what is measured, and write a report')
    .argument('[scenario]', 'name of a scenario (see lab list), or path of a YAML file', 'session-mismatch')
    .option('--modes <a,b>', 'modes to run, in this order')
    .option('--replicas <n>', 'number of replicas, 1–64')
    .option('--users <n>', 'number of virtual users')
    .option('--duration <s>', 'seconds of load for each mode, client and trial')
    .option('--trials <n>', 'number of trials; each trial runs every mode once')
    .option('--seed <n>', 'seed of the random choices; the same seed gives the same operations')
    .option('--set <key=value>', 'set any other value of the scenario, e.g. load.followUps=5; may be repeated', collect)
    .addOption(launcherOption())
    .option('--port <n>', 'port of the load balancer (default: a free port)')
    .option('--out <dir>', 'folder for results', 'results')
    .action(async (scenario: string, options: RunOptions) => {
      process.exitCode = await runAndPrint(scenario, options, environment)
    })
}

async function runAndPrint(name: string, options: RunOptions, environment: NodeJS.ProcessEnv): Promise<number> {
  const [
    { loadScenario },
    { runAndReport },
    { exitStatus },
    { renderTables },
    { Progress },
    { shellCommand },
    { nextSteps },
  ] = await Promise.all([
    import('../bench/scenarios/scenario-file.ts'),
    import('../runs/run-and-report.ts'),
    import('../analysis/report/model/verdict.ts'),
    import('../analysis/report/terminal/table.ts'),
    import('../bench/run/progress.ts'),
    import('../analysis/report/markdown/command.ts'),
    import('./cli/next-steps.ts'),
  ])
  const scenario = await loadScenario(name, overridesOf(options))
  const progress = new Progress(process.stderr, () => performance.now())
  const { signal, release } = onInterruption(() =>
    progress.onProgress({ type: 'note', text: 'interrupted: stopping the stack, keeping what was recorded' }),
  )
  try {
    const choice = { ...options, isSweep: scenario.sweep !== undefined }
    const launch = await pickLauncher(
      choice,
      environment,
      (text) => progress.onProgress({ type: 'note', text }),
      signal,
    )
    const { report, folder, failure, unwritten } = await runAndReport({
      scenario,
      command: shellCommand(['npx', 'lab', ...process.argv.slice(2)]),
      launch,
      out: options.out,
      onProgress: progress.onProgress,
      signal,
    })
    progress.end()
    process.stdout.write(`${renderTables(report, { colour: coloursWanted(environment) })}\n`)
    if (unwritten === undefined) process.stdout.write(`Report: ${relative('', folder)}/report.html\n`)
    process.stdout.write(`\n${nextSteps(scenario.name)}`)
    for (const problem of new Set([failure, unwritten]))
      if (problem !== undefined) process.stderr.write(explainError(problem))
    if (signal.aborted) return interruptedExitStatus
    return failure === undefined ? exitStatus[report.verdict] : 2
  } catch (error) {
    if (signal.aborted) return interruptedExitStatus
    throw error
  } finally {
    progress.end()
    release()
  }
}

/** The values of the scenario that the command line changes. */
function overridesOf(options: RunOptions): Override[] {
  const named = Object.entries(paths).flatMap(([name, path]): Override[] => {
    const text = options[name as keyof typeof paths]
    if (text === undefined) return []
    return [
      {
        path,
        value: name === 'modes' ? text.split(',') : yamlValue(text, `--${name} ${text}`),
        source: `--${name} ${text}`,
      },
    ]
  })
  const set = (options.set ?? []).map((text): Override => {
    const [key, value] = text.split(/=(.*)/s)
    if (!key || value === undefined)
      throw new ScenarioError(`--set ${text}: write it as key=value, e.g. --set load.followUps=5`)
    return { path: key.split('.'), value: yamlValue(value, `--set ${text}`), source: `--set ${text}` }
  })
  return [...named, ...set]
}

/** A value as YAML has it. @throws ScenarioError */
function yamlValue(text: string, source: string): unknown {
  try {
    return parse(text)
  } catch (cause) {
    const [problem = ''] = (cause as Error).message.split('\n')
    throw new ScenarioError(`${source}: the value is not valid YAML: ${problem.replace(/:$/, '')}`, { cause })
  }
}

function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value]
}
