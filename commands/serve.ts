/** `lab serve`: the results folder in a browser, until Ctrl-C. */

import { Command } from 'commander'

export interface ServeOptions {
  readonly port?: string
  readonly host: string
  readonly out: string
}

export function serve(_environment: NodeJS.ProcessEnv): Command {
  return new Command('serve')
    .description('browse the runs of the results folder, and compare them, until Ctrl-C')
    .option('--port <n>', 'where to listen (default: 8081, or a free one where that is taken)')
    .option('--host <address>', '0.0.0.0 shows the results to everybody who can reach this machine', '127.0.0.1')
    .option('--out <dir>', 'the results folder', 'results')
    .action(async (options: ServeOptions) => {
      const { runServe } = await import('./cli/run-serve.ts')
      process.exitCode = await runServe(options)
    })
}
