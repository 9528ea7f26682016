/** Finds and checks free TCP ports. */
import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { StackError } from '../stack-error.ts'

/** The interface on which the stack listens by default. */
export const loopback = '127.0.0.1'

/** Returns a port that is free now. Another process can take it at any time; see `onFreePort`. */
export async function freePort(host = loopback): Promise<number> {
  return tryPort(0, host)
}

/** Throws `ERR_PORT_IN_USE` where this process cannot listen on `port`. */
export async function requireFreePort(port: number): Promise<void> {
  await tryPort(port).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code !== 'EACCES') throw portInUse(port, cause)
    throw portError(
      `port ${port} needs root privileges: choose a port above 1023, or omit --port to use a free one`,
      cause,
    )
  })
}

/** Whether this process can listen on `port` now. */
export function isPortFree(port: number, host = loopback): Promise<boolean> {
  return tryPort(port, host).then(
    () => true,
    () => false,
  )
}

/** The error for a port on which another process listens. */
export function portInUse(port: number, cause?: unknown): StackError {
  return portError(
    `port ${port} is in use by another process: stop that process, choose another port, or omit --port to use a free one`,
    cause,
  )
}

function portError(message: string, cause: unknown): StackError {
  return new StackError('ERR_PORT_IN_USE', message, { cause })
}

/** Runs `start` on a free port; retries with another port where a different process took the first one meanwhile. */
export async function onFreePort<T>(start: (port: number) => Promise<T>, tries = 3): Promise<T> {
  const port = await freePort()
  return start(port).catch((error: Error) => {
    if (tries > 1 && /address already in use/i.test(error.message)) return onFreePort(start, tries - 1)
    throw error
  })
}

async function tryPort(port: number, host = loopback): Promise<number> {
  const server = createServer().listen(port, host)
  await once(server, 'listening')
  const { port: found } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return found
}
