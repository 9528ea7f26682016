/** The container engine that tests use: without one they are skipped by name, or fail where it is required. */
import type { Engine } from './engine.ts'
import { findEngine } from './find-engine.ts'

/**
 * @param file - the test's name, to be told where it is skipped
 * @returns undefined where no engine answers
 * @throws where LAB_REQUIRE_CONTAINERS is 1 and no engine answers
 */
export async function engineFor(file: string): Promise<Engine | undefined> {
  return findEngine(process.env['DOCKER_HOST']).catch((cause: Error) => {
    if (process.env['LAB_REQUIRE_CONTAINERS'] === '1')
      throw new Error(`LAB_REQUIRE_CONTAINERS=1, but ${cause.message}`, { cause })
    console.warn(`SKIPPED ${file}: ${cause.message}`)
    return undefined
  })
}

/** Names of all containers, networks and volumes that labs in containers have made. */
export async function whatLabsOwn(engine: Engine): Promise<string[]> {
  const filters = encodeURIComponent(JSON.stringify({ label: ['session-scaling-lab'] }))
  const containers = await engine.ask<{ Names: string[] }[]>('GET', `/containers/json?all=1&filters=${filters}`)
  const networks = await engine.ask<{ Name: string }[]>('GET', `/networks?filters=${filters}`)
  const { Volumes } = await engine.ask<{ Volumes: { Name: string }[] | null }>('GET', `/volumes?filters=${filters}`)
  return [...containers.flatMap(({ Names }) => Names), ...[...networks, ...(Volumes ?? [])].map(({ Name }) => Name)]
}
