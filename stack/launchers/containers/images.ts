/** The images of the containers: the replicas' image is built, the others are pulled where they are missing. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { StackError } from '../../stack-error.ts'
import { type Engine, EngineRefusal } from './engine.ts'

/** The images of docker-compose.yml; a test compares them. */
export const images = { replica: 'session-scaling-lab', redis: 'redis:8', nginx: 'nginx:1.30' } as const

/**
 * Builds the replicas' image from this project; quick where nothing has changed.
 *
 * @param logs - the folder for the output of a failed build
 * @throws StackError `ERR_IMAGE`, or the signal's reason
 */
export async function buildImage({ address }: Engine, logs: string, signal: AbortSignal): Promise<void> {
  const project = join(import.meta.dirname, '..', '..', '..')
  const command = ['--host', address, 'build', '--progress', 'plain', '--tag', images.replica, project]
  const docker = spawn('docker', command, { stdio: ['ignore', 'pipe', 'pipe'], signal })
  const output: Buffer[] = []
  for (const stream of [docker.stdout, docker.stderr]) stream.on('data', (bytes) => output.push(bytes))
  const [status] = (await once(docker, 'close').catch((cause) => {
    signal.throwIfAborted()
    const message = 'the image for the replicas is built with the command docker, which is not found: install Docker'
    throw new StackError('ERR_IMAGE', message, { cause })
  })) as [number | null]
  if (status === 0) return
  const log = join(logs, 'docker-build.log')
  await writeFile(log, Buffer.concat(output))
  const lastLine = Buffer.concat(output).toString('utf8').trim().split('\n').at(-1)
  throw new StackError('ERR_IMAGE', `the image for the replicas cannot be built (see ${log}): ${lastLine}`)
}

/** Pulls an image where it is missing. Throws `ERR_IMAGE`. */
export async function requireImage(engine: Engine, image: string, onProgress: ((line: string) => void) | undefined) {
  if (await isThere(engine, image)) return
  onProgress?.(`pulling the image ${image}`)
  const { name, tag } = imageReference(image)
  const query = new URLSearchParams({ fromImage: name, tag })
  const why = await engine.ask('POST', `/images/create?${query}`).then(
    () => undefined,
    (error: Error) => error,
  )
  // A pull that fails midway has already answered 200.
  if (!(await isThere(engine, image))) {
    const message = `the image ${image} is missing and cannot be pulled${why ? `: ${why.message}` : ''}`
    throw new StackError('ERR_IMAGE', message, { cause: why })
  }
}

/** The parts of an image's name: a colon before the last slash belongs to the port of a registry. */
export function imageReference(image: string): { readonly name: string; readonly tag: string } {
  const colon = image.lastIndexOf(':')
  return colon > image.lastIndexOf('/')
    ? { name: image.slice(0, colon), tag: image.slice(colon + 1) }
    : { name: image, tag: 'latest' }
}

async function isThere(engine: Engine, image: string): Promise<boolean> {
  return engine.ask('GET', `/images/${image}/json`).then(
    () => true,
    (error) => {
      if (error instanceof EngineRefusal && error.status === 404) return false
      throw error
    },
  )
}
