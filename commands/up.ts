/** `lab up`: the stack and its live page on one address, until Ctrl-C. */

import { Command } from 'commander'
import type { LauncherName } from '../stack/stack.ts'
import { launcherOption } from './cli/launcher-option.ts'

export interface UpOptions {
  readonly launcher: LauncherName
  readonly modes?: string
  readonly replicas: string
  readonly port?: string
  readonly host: string
  readonly tokenTtl: string
}

export function up(environment: NodeJS.ProcessEnv): Command {
  const command = new Command('up').description('start the stack with its live page, until Ctrl-C')
  return withUpOptions(command).action(async (options: UpOptions) => {
    const { runUp } = await import('./cli/run-up.ts')
    process.exitCode = await runUp(options, environment)
  })
}

/** What can be said of the stack and of where it listens. */
export function withUpOptions(command: Command): Command {
  return command
    .option('--modes <a,b>', 'which modes (default: all that have a name)')
    .option('--replicas <n>', 'how many replicas to begin with, 1–6', '3')
    .option('--port <n>', 'where to listen (default: 8080, or a free one where that is taken)')
    .option('--host <address>', '0.0.0.0 lets a room look and log in; only who has the key breaks things', '127.0.0.1')
    .addOption(launcherOption())
    .option('--token-ttl <s>', 'how long a token lives: short enough to see one expire', '90')
}
