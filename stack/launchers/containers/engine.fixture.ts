/** The container engine of the tests. Without one, or without an image that they need, the tests are skipped with a message, or fail where it is required. */
import type { Engine } from './engine.ts'
import { findEngine } from './find-engine.ts'
import { images, requireImage } from './images.ts'
import { type Found, listResources, logsLabel } from './project.ts'

/** The Dockerfile builds the replicas' image from the first. */
const imagesNeeded = ['node:24-bookworm-slim', images.redis, images.nginx]

/**
 * @param file - name of the test file, for the message
 * @returns undefined where no engine answers, or an image is missing and cannot be pulled
 * @throws the same where LAB_REQUIRE_CONTAINERS is 1
 */
export async function engineFor(file: string): Promise<Engine | undefined> {
  return readyEngine().catch((cause: Error) => {
    if (process.env['LAB_REQUIRE_CONTAINERS'] === '1')
      throw new Error(`LAB_REQUIRE_CONTAINERS=1, but ${cause.message}`, { cause })
    console.warn(`SKIPPED ${file}: ${cause.message}`)
    return undefined
  })
}

async function readyEngine(): Promise<Engine> {
  const engine = await findEngine(process.env['DOCKER_HOST'])
  for (const image of imagesNeeded) await requireImage(engine, image, undefined)
  return engine
}

/** Names of all containers, networks and volumes of labs with logs in this folder; other labs may run at the same time. */
export async function listLabResources(engine: Engine, folder: string): Promise<string[]> {
  const { containers, networks, volumes } = await listResources(engine)
  const isOurs = ({ Labels }: Pick<Found['volumes'][number], 'Labels'>) => Labels?.[logsLabel]?.startsWith(folder)
  const [ours, others] = [containers.filter(isOurs), [...networks, ...volumes].filter(isOurs)]
  return [...ours.flatMap(({ Names }) => Names), ...others.map(({ Name }) => Name)].sort()
}
