/**
 * Removes what killed labs have left at the engine. Each project has an owner: a container that runs as long as the lab's
 * process, which is its input, and that is created first. A project without a running owner is a leftover.
 */

import { StackError } from '../../stack-error.ts'
import { startHolder } from './container.ts'
import type { Engine } from './engine.ts'
import { images } from './images.ts'
import { type Found, label, listResources, type ProjectMark, removeProject } from './project.ts'

const owner = 'owner'

/** Time for an owner to start after it was created. */
const startupSeconds = 60

/** Makes this process the owner of a project, before anything else of it is created. Throws `ERR_PART_FAILED`. */
export async function startOwner(engine: Engine, project: ProjectMark): Promise<void> {
  await startHolder({ name: owner, image: images.nginx, user: 'nginx' }, engine, project).catch((cause: Error) => {
    throw new StackError('ERR_PART_FAILED', `the container engine cannot start a container: ${cause.message}`, {
      cause,
    })
  })
}

/** Removes every project without a running owner. Returns their names. */
export async function removeLeftovers(engine: Engine): Promise<readonly string[]> {
  const found = await listResources(engine)
  const names = deadProjects(found, await nowAt(engine))
  for (const name of names) await removeProject(engine, name)
  return names
}

/**
 * Returns the names of the projects without a running owner. Pure.
 *
 * @param nowSeconds - the engine's clock, seconds since 1970
 */
export function deadProjects({ containers, networks, volumes }: Found, nowSeconds: number): readonly string[] {
  const names = [...containers, ...networks, ...volumes].flatMap(({ Labels }) => Labels?.[label] ?? [])
  const isAlive = (name: string) =>
    containers.some(({ Names, State, Created }) => {
      if (!Names.includes(`/${name}-${owner}`)) return false
      return State === 'running' || State === 'paused' || (State === 'created' && nowSeconds - Created < startupSeconds)
    })
  return [...new Set(names)].filter((name) => !isAlive(name))
}

async function nowAt(engine: Engine): Promise<number> {
  const { SystemTime } = await engine.ask<{ SystemTime: string }>('GET', '/info')
  return Date.parse(SystemTime) / 1000
}
