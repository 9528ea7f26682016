/** `lab workshop`: the live page with a chapter of the workshop open beside it. */
import { Command, Option } from 'commander'
import { languages } from '../dashboard/page/texts/texts.ts'
import { type UpOptions, withUpOptions } from './up.ts'
import { workshopCheck } from './workshop-check.ts'

export function workshop(environment: NodeJS.ProcessEnv): Command {
  const command = new Command('workshop')
    .description('start a stack and its live page with the workshop open beside it; ends with Ctrl-C')
    .argument('[chapter]', 'number of the first chapter', '1')
    .addOption(
      new Option('--lang <language>', "language of the page (default: the browser's)").choices(Object.keys(languages)),
    )
  command.addCommand(workshopCheck(environment))
  return withUpOptions(command).action(async (chapter: string, options: UpOptions & { readonly lang?: string }) => {
    const { runLiveLab } = await import('./cli/live-lab.ts')
    const { lang } = options
    const opens = { chapter: Number(chapter), ...(lang !== undefined && { language: lang }) }
    process.exitCode = await runLiveLab({ ...options, ...opens }, environment)
  })
}
