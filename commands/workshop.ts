/** `lab workshop`: the live page with a chapter open beside the picture; `lab workshop check` grades its exercise. */

import { Command, Option } from 'commander'
import { languages } from '../dashboard/page/texts/texts.ts'
import { type UpOptions, withUpOptions } from './up.ts'
import { workshopCheck } from './workshop-check.ts'

export function workshop(environment: NodeJS.ProcessEnv): Command {
  const command = new Command('workshop')
    .description('start the live page with the workshop beside it, until Ctrl-C')
    .argument('[chapter]', 'the number of the chapter to begin with', '1')
    .addOption(new Option('--lang <language>', "default: the browser's").choices(Object.keys(languages)))
  command.addCommand(workshopCheck(environment))
  return withUpOptions(command).action(async (chapter: string, options: UpOptions & { readonly lang?: string }) => {
    const { runUp } = await import('./cli/run-up.ts')
    const { lang } = options
    const opens = { chapter: Number(chapter), ...(lang !== undefined && { language: lang }) }
    process.exitCode = await runUp({ ...options, ...opens }, environment)
  })
}
