/** `lab report`: computes the report of a run again, from its history alone, and prints its tables. */

import { stat } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { Command } from 'commander'

export function report(environment: NodeJS.ProcessEnv): Command {
  return new Command('report')
    .description('compute a report again from its history, and print its tables')
    .argument('<dir>', 'folder of a run, e.g. results/session-mismatch/latest')
    .action(async (directory: string) => {
      process.exitCode = await reportAgain(directory, environment)
    })
}

async function reportAgain(directory: string, environment: NodeJS.ProcessEnv): Promise<number> {
  const [{ readHistoryFile }, { buildReport }, { writeReport }, { exitStatus }, { renderTables }, { coloursWanted }] =
    await Promise.all([
      import('../bench/history/history-file.ts'),
      import('../analysis/report/model/build-report.ts'),
      import('../runs/results-folder.ts'),
      import('../analysis/report/model/verdict.ts'),
      import('../analysis/report/terminal/table.ts'),
      import('./cli/colours.ts'),
    ])
  const isFolder = await stat(directory).then(
    (found) => found.isDirectory(),
    () => false,
  )
  const found = buildReport(await readHistoryFile(isFolder ? join(directory, 'history.ndjson.gz') : directory))
  const folder = isFolder ? directory : join(directory, '..')
  await writeReport(folder, found)
  process.stdout.write(`${renderTables(found, { colour: coloursWanted(environment) })}\n`)
  process.stdout.write(`Report: ${relative('', folder)}/report.html\n`)
  return exitStatus[found.verdict]
}
