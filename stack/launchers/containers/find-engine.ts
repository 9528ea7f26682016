/** Finds the container engine that `docker` would use, and sees that it answers. */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { StackError } from '../../stack-error.ts'
import { type Engine, engineAt } from './engine.ts'

const run = promisify(execFile)
const usualAddress = 'unix:///var/run/docker.sock'
const otherwise = 'or do without: --launcher processes'

/** An engine that has answered. */
export interface FoundEngine extends Engine {
  /** As it says itself, e.g. `Engine 26.1.5`, `Podman Engine 4.3.1`. */
  readonly version: string
}

interface VersionPage {
  readonly Version: string
  readonly Components?: readonly { readonly Name: string }[]
}

/**
 * @param given - what DOCKER_HOST says; without it the address of the current context, or the usual one
 * @throws StackError `ERR_NO_ENGINE`
 */
export async function findEngine(given: string | undefined): Promise<FoundEngine> {
  const address = given || (await currentContext()) || usualAddress
  if (!/^(unix|tcp):\/\//.test(address)) {
    const message = `the container engine at ${address} cannot be used from here: it takes one at unix:// or tcp://, ${otherwise}`
    throw new StackError('ERR_NO_ENGINE', message)
  }
  const engine = engineAt(address)
  const { Components: [component] = [], Version } = await engine
    .ask<VersionPage>('GET', '/version')
    .catch((cause: NodeJS.ErrnoException) => {
      throw new StackError('ERR_NO_ENGINE', `${reason(address, cause)}, ${otherwise}`, { cause })
    })
  return { ...engine, version: `${component?.Name ?? 'Engine'} ${Version}` }
}

async function currentContext(): Promise<string | undefined> {
  const asked = ['context', 'inspect', '--format', '{{.Endpoints.docker.Host}}']
  return run('docker', asked).then(
    ({ stdout }) => stdout.trim(),
    () => undefined,
  )
}

function reason(address: string, { code, message }: NodeJS.ErrnoException): string {
  if (code === 'EACCES') return `this user may not use the container engine at ${address}: add it to the group docker`
  if (code === 'ENOENT' || code === 'ECONNREFUSED' || code === 'ENOTFOUND')
    return `no container engine answers at ${address}: start Docker, say in DOCKER_HOST where it is`
  return `the container engine at ${address} does not answer as one (${message}): say in DOCKER_HOST where it is`
}
