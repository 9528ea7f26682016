/** Finds the container engine that the command `docker` would use, and checks that it answers. */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { StackError } from '../../stack-error.ts'
import { type Engine, engineAt } from './engine.ts'

const run = promisify(execFile)
const defaultAddress = 'unix:///var/run/docker.sock'
const otherwise = 'or use --launcher processes'

/** An engine that has answered. */
export interface FoundEngine extends Engine {
  /** The version that it reports, e.g. `Engine 26.1.5`, `Podman Engine 4.3.1`. */
  readonly version: string
}

interface VersionPage {
  readonly Version: string
  readonly Components?: readonly { readonly Name: string }[]
}

/**
 * @param given - the value of DOCKER_HOST. Default: the address of docker's current context, or Docker's default socket
 * @throws StackError `ERR_NO_ENGINE`
 */
export async function findEngine(given: string | undefined): Promise<FoundEngine> {
  const address = given || (await currentContext()) || defaultAddress
  if (!/^(unix|tcp):\/\//.test(address)) {
    const message = `the container engine at ${address} cannot be used: set DOCKER_HOST to a unix:// or tcp:// address, ${otherwise}`
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
  if (code === 'EACCES')
    return `this user has no access to the container engine at ${address}: add the user to the group docker`
  if (code === 'ENOENT' || code === 'ECONNREFUSED' || code === 'ENOTFOUND')
    return `no container engine answers at ${address}: start Docker, set DOCKER_HOST to its address`
  return `the server at ${address} is not a container engine (${message}): set DOCKER_HOST to the address of one`
}
