/** CPU quotas of replicas in containers: the engine limits each replica when it is ready. */
import { isHeld, limitOf, noQuota, probeMs } from '../../cpu/quota.ts'
import type { CpuQuota } from '../../stack.ts'
import { type ContainerLaunch, runOnce } from './container.ts'
import type { Engine } from './engine.ts'

/** The quota of a stack's replicas, for the launcher. It ends with the containers. */
export interface ContainerQuota extends CpuQuota {
  /** Limits a replica that has just become ready, unless the quota is lifted. */
  apply(replica: string): Promise<void>
}

/** Measures a busy container under the quota. Where the quota does not work, the result says why and limits nothing. */
export async function createContainerQuota(
  cpus: number,
  image: string,
  { engine, project }: ContainerLaunch,
): Promise<ContainerQuota> {
  const { quotaMicros, periodMicros } = limitOf(cpus)
  const limit = { CpuQuota: quotaMicros, CpuPeriod: periodMicros }
  const noLimit = { ...limit, CpuQuota: -1 }
  const missing = (why: string) => ({ ...noQuota(cpus, why), apply: async () => {} })

  const command = ['sh', '-c', `echo go | node stack/cpu/idle-filler-process.ts ${probeMs}`]
  const output = await runOnce(engine, project.labels, image, command, limit).catch((error: Error) => error)
  if (output instanceof Error) return missing(`the container engine does not set it: ${output.message}`)
  const measured = Number(output.trim().split('\n').at(-1))
  if (Number.isNaN(measured)) return missing(`the probe does not run in the image ${image}: ${output.trim()}`)
  if (!isHeld(cpus, measured)) return missing(`a busy container got ${measured.toFixed(2)} CPU with a quota of ${cpus}`)

  const replicas = new Set<string>()
  let isLifted = false
  const update = async (name: string) => {
    const path = `/containers/${project.name}-${name}`
    await engine.ask('POST', `${path}/update`, isLifted ? noLimit : limit).catch(async (error) => {
      if (await isRunning(engine, path)) throw error
    })
  }
  return {
    cpus,
    measured,
    apply: async (name) => {
      replicas.add(name)
      await update(name)
    },
    setInForce: async (inForce) => {
      isLifted = !inForce
      await Promise.all([...replicas].map(update))
    },
  }
}

async function isRunning(engine: Engine, path: string): Promise<boolean> {
  const answer = engine.ask<{ State: { Running: boolean } }>('GET', `${path}/json`)
  return answer.then(
    ({ State }) => State.Running,
    () => false,
  )
}
