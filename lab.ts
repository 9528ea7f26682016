/** The command line: maps each command name to its file. */
import { Command, CommanderError } from 'commander'
import { capacity } from './commands/capacity.ts'
import { exitOnClosedPipe } from './commands/cli/interruption.ts'
import { explainError } from './commands/cli/output.ts'
import { compare } from './commands/compare.ts'
import { doctor } from './commands/doctor.ts'
import { list } from './commands/list.ts'
import { report } from './commands/report.ts'
import { run } from './commands/run.ts'
import { serve } from './commands/serve.ts'
import { up } from './commands/up.ts'
import { workshop } from './commands/workshop.ts'
import packageJson from './package.json' with { type: 'json' }

const commands = { run, up, workshop, report, compare, capacity, serve, list, doctor } as const satisfies Record<
  string,
  (environment: NodeJS.ProcessEnv) => Command
>

/** An option that holds one value must not be given twice: the first would be dropped without a word. */
function refuseRepeats(command: Command): void {
  for (const option of command.options) {
    const isCollected = option.variadic || (option.parseArg !== undefined && option.argChoices === undefined)
    let given = 0
    if (!isCollected) {
      command.on(`option:${option.name()}`, () => {
        given += 1
        if (given > 1) command.error(`error: option '${option.long}' is given twice: give it once`)
      })
    }
  }
}

exitOnClosedPipe()
const program = new Command('lab')
  .description(packageJson.description)
  .version(packageJson.version)
  .showHelpAfterError('(see --help for usage)')
for (const command of Object.values(commands)) program.addCommand(command(process.env))
for (const command of [program, ...program.commands.flatMap((each) => [each, ...each.commands])]) {
  command.exitOverride()
  refuseRepeats(command)
}

try {
  await program.parseAsync()
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 2
  else {
    process.stderr.write(explainError(error))
    process.exitCode = 2
  }
}
