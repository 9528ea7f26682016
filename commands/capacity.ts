/** `lab capacity`: the replicas, Redis shards and bytes that many users would need, computed from the costs of a run. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Command, InvalidArgumentError } from 'commander'
import { type Assumptions, usualAssumptions as usual } from '../analysis/capacity/capacity-model.ts'
import type { Costs } from '../analysis/capacity/measured-costs.ts'

interface CapacityOptions {
  readonly users: readonly number[]
  readonly requests: number
  readonly peak: number
  readonly sessionHours: number
  readonly writes: number
  readonly utilisation: number
  readonly replicaGb: number
  readonly redisGb: number
  readonly store?: string
}

const docs = join(import.meta.dirname, '..', 'docs', 'reference')

export function capacity(): Command {
  return new Command('capacity')
    .description('compute what a million users would need in each mode, from measured costs')
    .argument('[report]', 'a report.json or the folder of a run (default: the costs behind docs/reference/capacity.md)')
    .option('--users <counts>', 'users a day, one or more counts', counts, [1e6, 1e9])
    .option('--requests <n>', 'requests per user and day', positive, usual.requestsPerUserPerDay)
    .option(
      '--peak <factor>',
      'requests in the busiest second, divided by the mean of the day',
      positive,
      usual.peakFactor,
    )
    .option('--session-hours <hours>', 'how long a session is kept, in hours', positive, usual.sessionLifeHours)
    .option('--writes <share>', 'share of requests that change a session, 0–1', share, usual.shareOfWrites)
    .option('--utilisation <share>', 'highest processor utilisation at the peak, 0–1', share, usual.utilisation)
    .option('--replica-gb <n>', 'memory for sessions in a replica, in GB', positive, usual.replicaGigabytes)
    .option('--redis-gb <n>', 'memory for sessions in a Redis shard, in GB', positive, usual.redisGigabytes)
    .option('--store <file>', 'also write the costs of the run to this file')
    .action(async (report: string | undefined, options: CapacityOptions) => printCapacity(report, options))
}

async function printCapacity(report: string | undefined, options: CapacityOptions): Promise<void> {
  const [{ readCosts, capacityError }, { capacityPage }] = await Promise.all([
    import('../analysis/capacity/measured-costs.ts'),
    import('../analysis/capacity/capacity-page.ts'),
  ])
  const stored = join(docs, 'capacity.costs.json')
  if (report === undefined && options.store !== undefined)
    throw capacityError('--store writes the costs of a run: name its report or folder')
  const costs = report === undefined ? readCosts(await readFile(stored, 'utf8'), stored) : await costsOfRun(report)
  if (options.store !== undefined) {
    const [{ printJson }, { writeWhole }] = await Promise.all([
      import('../analysis/report/model/print-json.ts'),
      import('../runs/results-folder.ts'),
    ])
    await writeWhole(options.store, printJson(costs))
  }
  process.stdout.write(capacityPage(costs, options.users, assumptionsOf(options)))
}

async function costsOfRun(report: string): Promise<Costs> {
  const [{ readSide }, { costsOf, capacityError }] = await Promise.all([
    import('../runs/results-reader.ts'),
    import('../analysis/capacity/measured-costs.ts'),
  ])
  const { runs } = await readSide(report)
  const [run] = runs
  if (run === undefined || runs.length > 1)
    throw capacityError(`${report} holds ${runs.length} runs: name the folder of one run`)
  return costsOf(run.report, JSON.parse(await readFile(join(docs, 'session-memory.json'), 'utf8')))
}

function assumptionsOf(options: CapacityOptions): Assumptions {
  return {
    requestsPerUserPerDay: options.requests,
    peakFactor: options.peak,
    sessionLifeHours: options.sessionHours,
    shareOfWrites: options.writes,
    utilisation: options.utilisation,
    replicaGigabytes: options.replicaGb,
    redisGigabytes: options.redisGb,
  }
}

function positive(text: string): number {
  const value = Number(text)
  if (!(value > 0 && Number.isFinite(value))) throw new InvalidArgumentError('expected a number above 0.')
  return value
}

function share(text: string): number {
  const value = positive(text)
  if (value > 1) throw new InvalidArgumentError('expected a number above 0 and at most 1.')
  return value
}

const counts = (text: string) => text.split(',').map(positive)
