/** `lab workshop check`: grades the exercise of a chapter, by an experiment on a stack of its own. */

import { Command } from 'commander'

export function workshopCheck(environment: NodeJS.ProcessEnv): Command {
  return new Command('check')
    .description(
      "grade a chapter's exercise by an experiment: exit status 0 where the answer is right, 1 where it is not",
    )
    .argument('<chapter>', 'the number of the chapter')
    .argument('[answer...]', 'what you found out; without one the lab says what is asked')
    .action(async (chapter: string, answer: readonly string[], _options: object, command: Command) => {
      const { runCheck } = await import('./cli/run-check.ts')
      const { lang } = command.optsWithGlobals<{ readonly lang?: string }>()
      process.exitCode = await runCheck({ chapter, answer: answer.join(' '), lang }, environment)
    })
}
