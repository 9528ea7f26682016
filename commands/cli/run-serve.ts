/** The story of `lab serve`: the server listens, says where, and ends at Ctrl-C. */

import { once } from 'node:events'
import { isIPv4 } from 'node:net'
import { buildResultsServer } from '../../dashboard/results/results-server.ts'
import { openRunsFolder } from '../../dashboard/results/runs-folder.ts'
import { whyRefused } from '../../dashboard/server/admission.ts'
import { isPortFree, portInUse } from '../../stack/parts/port.ts'
import { StackError } from '../../stack/stack-error.ts'
import type { ServeOptions } from '../serve.ts'
import { knownHosts, roomAddress } from './addresses.ts'
import { interruptedExitStatus, onInterruption } from './interruption.ts'

const usualPort = 8081

/** @returns the exit status */
export async function runServe({ port: wanted, host, out }: ServeOptions): Promise<number> {
  const port = await portFor(wanted, host)
  const hosts = new Set<string>()
  const app = buildResultsServer({
    folder: openRunsFolder(out),
    refusalOf: (request) => whyRefused(request, { hosts }) && 'This is no address of the lab, or another site asks.',
  })
  const { signal, release } = onInterruption(() => {})
  try {
    const found = Number(new URL(await listening(app, host, port)).port || 80)
    for (const known of knownHosts(host, found)) hosts.add(known)
    process.stdout.write(`\n  http://${roomAddress(host)}:${found}/\n\nRuns in ${out}. Ctrl-C ends it.\n`)
    if (!signal.aborted) await once(signal, 'abort')
    return interruptedExitStatus
  } finally {
    await app.close()
    release()
  }
}

async function listening(app: ReturnType<typeof buildResultsServer>, host: string, port: number): Promise<string> {
  return app.listen({ host, port }).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'EADDRINUSE') throw portInUse(port, cause)
    const message = `cannot listen on ${host}:${port} (${cause.code}): choose another --host or --port`
    throw new StackError('ERR_BAD_TOPOLOGY', message, { cause })
  })
}

/** The usual port, or 0 for a free one where somebody has that. @throws StackError */
async function portFor(wanted: string | undefined, host: string): Promise<number> {
  if (!isIPv4(host)) {
    throw new StackError('ERR_BAD_TOPOLOGY', `--host ${host}: expected an address such as 127.0.0.1, or 0.0.0.0`)
  }
  if (wanted === undefined) return (await isPortFree(usualPort, host)) ? usualPort : 0
  const port = Number(wanted)
  if (Number.isInteger(port) && port >= 1 && port <= 65_535) return port
  throw new StackError('ERR_BAD_TOPOLOGY', `--port ${wanted}: expected a whole number from 1 to 65535`)
}
