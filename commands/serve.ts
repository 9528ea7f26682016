/** `lab serve`: a web server for the results folder, until Ctrl-C. */
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { isIPv4 } from 'node:net'
import { Command } from 'commander'
import { isPortFree, portInUse } from '../stack/parts/port.ts'
import { StackError } from '../stack/stack-error.ts'
import { knownHosts, lanAddress } from './cli/addresses.ts'
import { interruptedExitStatus, onInterruption } from './cli/interruption.ts'
import { portOf } from './cli/launcher.ts'

interface ServeOptions {
  readonly port?: string
  readonly host: string
  readonly out: string
}

const defaultPort = 8081

export function serve(_environment: NodeJS.ProcessEnv): Command {
  return new Command('serve')
    .description('browse and compare the runs in the results folder; ends with Ctrl-C')
    .option('--port <n>', `port to listen on (default: ${defaultPort}, or a free port if ${defaultPort} is in use)`)
    .option('--host <address>', 'address to listen on; with 0.0.0.0, other machines can see the results', '127.0.0.1')
    .option('--out <dir>', 'the results folder', 'results')
    .action(async (options: ServeOptions) => {
      process.exitCode = await serveResults(options)
    })
}

/** @returns the exit status */
async function serveResults({ port: wanted, host, out }: ServeOptions): Promise<number> {
  const [{ buildResultsServer }, { openRunsFolder }, { whyRefused }] = await Promise.all([
    import('../dashboard/results/results-server.ts'),
    import('../dashboard/results/runs-folder.ts'),
    import('../dashboard/server/admission.ts'),
  ])
  if (!existsSync(out)) throw badOption(`--out ${out}: there is no such folder: run a scenario first, or name another`)
  const port = await portFor(wanted, host)
  const hosts = new Set<string>()
  const app = buildResultsServer({
    folder: openRunsFolder(out),
    refusalOf: (request) =>
      whyRefused(request, { hosts }) && 'Refused: the Host or Origin header names another site than this server.',
  })
  const { signal, release } = onInterruption(() => {})
  try {
    const url = await app.listen({ host, port }).catch((cause: NodeJS.ErrnoException) => {
      if (cause.code === 'EADDRINUSE') throw portInUse(port, cause)
      throw badOption(`cannot listen on ${host}:${port} (${cause.code}): choose another --host or --port`, cause)
    })
    const actualPort = Number(new URL(url).port || 80)
    for (const known of knownHosts(host, actualPort)) hosts.add(known)
    process.stdout.write(`\n  http://${lanAddress(host)}:${actualPort}/\n\nRuns in ${out}. Ctrl-C ends the server.\n`)
    if (!signal.aborted) await once(signal, 'abort')
    return interruptedExitStatus
  } finally {
    await app.close()
    release()
  }
}

/** The port to listen on; 0 means any free port. @throws StackError */
async function portFor(wanted: string | undefined, host: string): Promise<number> {
  if (!isIPv4(host)) throw badOption(`--host ${host}: expected an IPv4 address such as 127.0.0.1, or 0.0.0.0`)
  if (wanted === undefined) return (await isPortFree(defaultPort, host)) ? defaultPort : 0
  return portOf(wanted)
}

function badOption(message: string, cause?: unknown): StackError {
  return new StackError('ERR_BAD_TOPOLOGY', message, { cause })
}
