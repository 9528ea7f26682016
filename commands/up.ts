/** `lab up`: a stack with its live page at one address, until Ctrl-C. */
import { Command } from 'commander'
import { launcherOption } from './cli/launcher.ts'
import type { LiveLabOptions } from './cli/live-lab.ts'

export type UpOptions = Omit<LiveLabOptions, 'chapter' | 'language'>

export function up(environment: NodeJS.ProcessEnv): Command {
  const command = new Command('up').description('start a stack and its live page; ends with Ctrl-C')
  return withUpOptions(command).action(async (options: UpOptions) => {
    const { runLiveLab } = await import('./cli/live-lab.ts')
    process.exitCode = await runLiveLab(options, environment)
  })
}

/** Adds the options of the stack and of the address that `lab up` and `lab workshop` share. */
export function withUpOptions(command: Command): Command {
  return command
    .option('--modes <a,b>', 'modes to serve (default: every named mode)')
    .option('--replicas <n>', 'number of replicas at the start, 1–6', '3')
    .option('--port <n>', 'port to listen on (default: 8080, or a free port if 8080 is in use)')
    .option(
      '--host <address>',
      'address to listen on; with 0.0.0.0, other machines can watch and log in, but only the printed instructor address controls the stack',
      '127.0.0.1',
    )
    .addOption(launcherOption())
    .option('--token-ttl <s>', 'lifetime of a token, in seconds; the default lets you watch one expire', '90')
}
