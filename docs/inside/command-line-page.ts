/** The reference page of the command line, from the commands themselves. */

import type { Argument, Command, Option } from 'commander'
import { exitStatus } from '../../analysis/report/model/verdict.ts'
import { capacity } from '../../commands/capacity.ts'
import { interruptedExitStatus } from '../../commands/cli/interruption.ts'
import { compare } from '../../commands/compare.ts'
import { doctor } from '../../commands/doctor.ts'
import { list } from '../../commands/list.ts'
import { report } from '../../commands/report.ts'
import { run } from '../../commands/run.ts'
import { serve } from '../../commands/serve.ts'
import { up } from '../../commands/up.ts'
import { workshop } from '../../commands/workshop.ts'
import { code, codes, sentence, table } from './markdown-table.ts'

/** Every command of the lab, by its name, in the order of its help. */
export const labCommands: Readonly<Record<string, Command>> = Object.fromEntries(
  [run, up, workshop, report, compare, capacity, serve, list, doctor].map((make) => {
    const command = make({})
    return [command.name(), command]
  }),
)

export function commandLinePage(): string {
  const { pass, fail, unknown } = exitStatus
  return `\
# The command line

\`npm start\` is \`npx lab run\`. Each command explains itself: \`npx lab run --help\`.

${table(
  ['command', 'what it does'],
  Object.values(labCommands).map((command) => [`[${command.name()}](#lab-${command.name()})`, command.description()]),
)}

## Exit statuses

| command | ${pass} | ${fail} | 2 | ${unknown} |
|---|---|---|---|---|
| \`run\`, \`report\` | every finding is as expected | at least one finding is not as expected | bad input, or the run could not end as planned | not enough evidence |
| \`compare\` | compared, all limits hold | a limit is broken | bad input | the evidence decides no limit |
| \`workshop check\` | the answer is right | the answer is wrong | bad input | – |
| \`doctor\` | this machine can run the lab | – | something is missing; the output says what to do | – |
| all others | done | – | bad input | – |

Ctrl-C ends everything that was started and keeps what was recorded; the exit status is then ${interruptedExitStatus}. A reader that closes the pipe ends the
lab with 141.

${Object.values(labCommands)
  .map((command) => section(command, ''))
  .join('\n\n')}`
}

function section(command: Command, parent: string): string {
  const name = `${parent}lab ${command.name()}`.replace(/lab (\w+) lab/, 'lab $1')
  const args = command.registeredArguments.map((argument) => [
    code(argument.required ? `<${argumentName(argument)}>` : `[${argumentName(argument)}]`),
    argument.description,
    argument.defaultValue === undefined ? '' : code(`${argument.defaultValue}`),
  ])
  const parts = [
    `## ${name}`,
    sentence(command.description()),
    ...(args.length === 0 ? [] : [table(['argument', 'meaning', 'default'], args)]),
    ...(command.options.length === 0 ? [] : [table(['option', 'meaning', 'default'], command.options.map(rowOf))]),
    ...command.commands.map((child) => section(child, `${name} `)),
  ]
  return parts.join('\n\n')
}

const argumentName = (argument: Argument) => `${argument.name()}${argument.variadic ? '…' : ''}`

function rowOf({ flags, description, argChoices, defaultValue, envVar }: Option): readonly string[] {
  const choices = argChoices === undefined ? '' : `: ${codes(argChoices)}`
  const variable = envVar === undefined ? '' : `; the variable ${code(envVar)} sets it, too`
  const isSaid = defaultValue === undefined || defaultValue === false || `${defaultValue}` === ''
  return [code(flags), `${description}${choices}${variable}`, isSaid ? '' : code(`${defaultValue}`)]
}
