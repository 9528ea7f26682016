/** Ports of the loopback interface: is one free, and which. */
import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { StackError } from '../stack-error.ts'

/** The one interface on which the stack listens. */
export const loopback = '127.0.0.1'

/** A port that nobody listens on at this moment. Somebody may take it before you do: then start again with another. */
export async function freePort(host = loopback): Promise<number> {
  return tryPort(0, host)
}

/** Throws `ERR_PORT_IN_USE` where `port` cannot be listened on. */
export async function requireFreePort(port: number): Promise<void> {
  await tryPort(port).catch((cause: NodeJS.ErrnoException) => {
    throw portRefused(port, cause.code === 'EACCES' ? 'may not be used without root' : inUse, cause)
  })
}

/** Whether `port` can be listened on at this moment. */
export function isPortFree(port: number, host = loopback): Promise<boolean> {
  return tryPort(port, host).then(
    () => true,
    () => false,
  )
}

/** The error for a port that somebody else listens on. */
export function portInUse(port: number, cause?: unknown): StackError {
  return portRefused(port, inUse, cause)
}

const inUse = 'is in use by another process'

function portRefused(port: number, why: string, cause: unknown): StackError {
  const message = `port ${port} ${why}: stop what uses it, choose another, or give none to get a free one`
  return new StackError('ERR_PORT_IN_USE', message, { cause })
}

/** Runs `start` on a free port, and again on another where somebody was quicker to take it. */
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
