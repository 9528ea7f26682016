/** `lab report`: computes the report of a run again from its recorded history, and prints its tables. */
import { stat } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { Command } from 'commander'
import { coloursWanted } from './cli/output.ts'

export function report(environment: NodeJS.ProcessEnv): Command {
  return new Command('report')
    .description('compute the report of a run again from its recorded history, and print its tables')
    .argument('<dir>', 'folder of a run, e.g. results/session-mismatch/latest, or its history file')
    .action(async (directory: string) => {
      process.exitCode = await reportAgain(directory, environment)
    })
}

async function reportAgain(directory: string, environment: NodeJS.ProcessEnv): Promise<number> {
  const [{ readHistoryFile }, { buildReport }, { writeReport }, { exitStatus }, { renderTables }] = await Promise.all([
    import('../bench/history/history-file.ts'),
    import('../analysis/report/model/build-report.ts'),
    import('../runs/results-folder.ts'),
    import('../analysis/report/model/verdict.ts'),
    import('../analysis/report/terminal/table.ts'),
  ])
  const isFolder = await stat(directory).then(
    (found) => found.isDirectory(),
    () => false,
  )
  const found = buildReport(await readHistoryFile(isFolder ? join(directory, 'history.ndjson.gz') : directory))
  const folder = isFolder ? directory : join(directory, '..')
  process.stdout.write(`${renderTables(found, { colour: coloursWanted(environment) })}\n`)
  await writeReport(folder, found)
  process.stdout.write(`Report: ${relative('', folder)}/report.html\n`)
  return exitStatus[found.verdict]
}
