/**
 * What dead labs have left at the engine. Each project has an owner: a container that lives as long as the lab's process,
 * because its input is that process. It is the first of a project to be made: what has no living owner, nobody needs.
 */

import { StackError } from '../../stack-error.ts'
import { startHolder } from './container.ts'
import type { Engine } from './engine.ts'
import { images } from './images.ts'
import { type Found, label, listResources, type ProjectMark, removeProject } from './project.ts'

const owner = 'owner'

/** For how long an owner may take from being made to running. */
const patienceSeconds = 60

/** Makes this process the owner of a project, before anything else of it is made. Throws `ERR_PART_FAILED`. */
export async function startOwner(engine: Engine, project: ProjectMark): Promise<void> {
  await startHolder({ name: owner, image: images.nginx, user: 'nginx' }, engine, project).catch((cause: Error) => {
    throw new StackError('ERR_PART_FAILED', `the container engine starts no container: ${cause.message}`, { cause })
  })
}

/** Removes everything of projects whose owners are dead, and nothing of the others. Returns their names. */
export async function removeLeftovers(engine: Engine): Promise<readonly string[]> {
  const found = await listResources(engine)
  const names = deadProjects(found, await nowAt(engine))
  for (const name of names) await removeProject(engine, name)
  return names
}

/**
 * Names of the projects that nobody owns any more. Pure.
 *
 * @param nowSeconds - by the engine's clock, since 1970
 */
export function deadProjects({ containers, networks, volumes }: Found, nowSeconds: number): readonly string[] {
  const names = [...containers, ...networks, ...volumes].flatMap(({ Labels }) => Labels?.[label] ?? [])
  const isAlive = (name: string) =>
    containers.some(({ Names, State, Created }) => {
      if (!Names.includes(`/${name}-${owner}`)) return false
      return (
        State === 'running' || State === 'paused' || (State === 'created' && nowSeconds - Created < patienceSeconds)
      )
    })
  return [...new Set(names)].filter((name) => !isAlive(name))
}

async function nowAt(engine: Engine): Promise<number> {
  const { SystemTime } = await engine.ask<{ SystemTime: string }>('GET', '/info')
  return Date.parse(SystemTime) / 1000
}
