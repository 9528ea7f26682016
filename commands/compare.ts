/** `lab compare`: compares runs figure by figure, and checks limits on the differences. */
import { Command, Option } from 'commander'
import type { Comparison } from '../analysis/compare/comparison.ts'
import type { LimitOutcome } from '../analysis/compare/limits.ts'
import type { Side } from '../analysis/compare/side.ts'
import { coloursWanted } from './cli/output.ts'

const formats = ['table', 'json', 'html', 'markdown'] as const
type Format = (typeof formats)[number]

interface CompareOptions {
  readonly failOn?: readonly string[]
  readonly noise?: string
  readonly force?: boolean
  readonly format: Format
  readonly out?: string
}

export function compare(environment: NodeJS.ProcessEnv): Command {
  return new Command('compare')
    .description('compare runs: which figures differ, by how much, and with what confidence')
    .argument(
      '[reports...]',
      'two or more: each a report.json, the folder of a run, or a folder of runs; the first is compared with each of the others',
    )
    .option(
      '--fail-on <limit>',
      'fail where a figure crosses a limit, e.g. throughput<-5% (change), jwt:p99>50 (value), session-mismatch>0; may be repeated',
      collect,
    )
    .option(
      '--noise <dir>',
      'a folder of identical runs: a difference within their noise does not count; without reports: print the noise',
    )
    .option('--force', 'compare runs although their scenarios or loads differ')
    .addOption(new Option('--format <name>', 'output format').choices(formats).default('table'))
    .option('--out <file>', 'write to this file instead of the terminal')
    .addHelpText('after', help)
    .action(async (reports: string[], options: CompareOptions) => {
      process.exitCode = await compareAndPrint(reports, options, environment)
    })
}

const help = `
A limit says what must not be: [mode:]figure<number or [mode:]figure>number. A number with % is the change from A to B, one
with pp the change of a rate in percentage points, a plain number the value of B. A limit counts as broken or held only where
the 95 % interval shows it; a rate>0 counts as held only where none was seen in 381 sessions or more.
Exit status: 0 all limits held, or none given; 1 a limit is broken; 2 the input is bad; 3 the evidence decides no limit.`

async function compareAndPrint(
  reports: readonly string[],
  options: CompareOptions,
  environment: NodeJS.ProcessEnv,
): Promise<number> {
  const [
    { readSide },
    { compareSides },
    { parseLimit, judgeLimit, exitStatusOf },
    { floorFrom, noiseOf },
    { refusal },
  ] = await Promise.all([
    import('../runs/results-reader.ts'),
    import('../analysis/compare/comparison.ts'),
    import('../analysis/compare/limits.ts'),
    import('../analysis/compare/noise.ts'),
    import('../analysis/compare/refusal.ts'),
  ])
  /** Noise is measured where nothing differs. @throws where these runs were asked different things */
  function requireComparable({ name }: Side, runs: Side['runs'], force = false): void {
    const [first, ...rest] = runs
    const refused = rest.flatMap((other) =>
      first
        ? (refusal(compareSides({ name: first.path, runs: [first] }, { name: other.path, runs: [other] }), force) ?? [])
        : [],
    )
    if (refused[0] !== undefined) throw usage(`--noise ${name}: ${refused[0]}`)
  }

  const limits = (options.failOn ?? []).map(parseLimit)
  const noiseSide = options.noise === undefined ? undefined : await readSide(options.noise)
  if (noiseSide) requireComparable(noiseSide, noiseSide.runs, options.force)
  const noise = noiseSide && noiseOf(noiseSide)
  if (reports.length === 0 && noise !== undefined) {
    if (options.format !== 'table' && options.format !== 'json')
      throw usage(`--noise without reports is written as table or json, not as ${options.format}`)
    const { noiseTable } = await import('../analysis/compare/comparison-table.ts')
    const { noiseJson } = await import('../analysis/compare/comparison-json.ts')
    await write(options.format === 'json' ? noiseJson(noise) : `${noiseTable(noise)}\n`, options.out)
    return 0
  }
  const [a, ...others] = await Promise.all(reports.map(readSide))
  if (a === undefined || others.length === 0)
    throw usage('name two reports or more, or --noise with a folder of identical runs')
  if (noiseSide) requireComparable(noiseSide, [...a.runs, ...noiseSide.runs], options.force)
  const comparisons = others.map((b) => compareSides(a, b, noise && floorFrom(noise)))
  const refused = comparisons.flatMap((comparison) => refusal(comparison, options.force ?? false) ?? [])
  if (refused.length > 0) throw usage(refused.join('\n'))
  const outcomes = comparisons.map((comparison) => limits.flatMap((limit) => judgeLimit(limit, comparison)))
  await write(await rendered(comparisons, outcomes, options, environment), options.out)
  return exitStatusOf(outcomes.flat())
}

async function rendered(
  comparisons: readonly Comparison[],
  outcomes: readonly LimitOutcome[][],
  { format, out }: CompareOptions,
  environment: NodeJS.ProcessEnv,
): Promise<string> {
  switch (format) {
    case 'json':
      return (await import('../analysis/compare/comparison-json.ts')).comparisonJson(comparisons, outcomes)
    case 'html':
      return (await import('../analysis/compare/html/comparison-page.ts')).comparisonPage(comparisons, outcomes)
    case 'markdown':
      return (await import('../analysis/compare/comparison-markdown.ts')).comparisonMarkdown(comparisons, outcomes)
    case 'table':
      return tables(comparisons, outcomes, out === undefined, environment)
  }
}

async function tables(
  comparisons: readonly Comparison[],
  outcomes: readonly LimitOutcome[][],
  toTerminal: boolean,
  environment: NodeJS.ProcessEnv,
): Promise<string> {
  const { comparisonTable } = await import('../analysis/compare/comparison-table.ts')
  const colour = toTerminal && coloursWanted(environment)
  const each = comparisons.map((comparison, index) => comparisonTable(comparison, outcomes[index] ?? [], { colour }))
  return `${each.join('\n\n')}\n`
}

async function write(text: string, out: string | undefined): Promise<void> {
  if (out === undefined) return void process.stdout.write(text)
  const { writeWhole } = await import('../runs/results-folder.ts')
  await writeWhole(out, text).catch((cause: NodeJS.ErrnoException) => {
    throw usage(`cannot write ${out} (${cause.code}): choose another file with --out`)
  })
}

function usage(message: string): Error {
  return Object.assign(new Error(message), { code: 'ERR_COMPARE' })
}

function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value]
}
