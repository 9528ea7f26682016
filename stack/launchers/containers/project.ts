/** A project: everything that one stack owns at the engine, under one label. It has a network with a fixed address for each part. */
import { randomBytes } from 'node:crypto'
import { hostname, networkInterfaces } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { StackError } from '../../stack-error.ts'
import { type Engine, EngineRefusal } from './engine.ts'

/** The name and labels of a project. */
export interface ProjectMark {
  /** Name of the network, and prefix of containers and volumes: `session-lab-1f2e3d4c`. */
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
}

export interface Project extends ProjectMark {
  /** The network, e.g. `172.18.0.0/16`. */
  readonly subnet: string
  /** The address at which parts reach this process. */
  readonly ownAddress: string
  /** The address of a part by its name, also after a restart. */
  addressOf(part: string): string
}

/** The label of every resource; its value is the project's name. */
export const label = 'session-scaling-lab'
/** The folder of the project's logs, to identify the lab. */
export const logsLabel = `${label}.logs`
/** Overrides the label of an image that Compose has built; otherwise Compose would list our containers as its own. */
const composeLabel = 'com.docker.compose.project'
const addressNumbers: Readonly<Record<string, number>> = { nginx: 2, redis: 3, lab: 4 }
const firstReplica = 10

/** Chooses a name and labels; creates nothing. */
export function markProject(logs: string): ProjectMark {
  const name = `session-lab-${randomBytes(4).toString('hex')}`
  return { name, labels: { [label]: name, [logsLabel]: logs, [composeLabel]: name } }
}

/** Creates the network, and connects this process to it where it runs in a container. Throws `ERR_PART_FAILED`. */
export async function openProject(engine: Engine, { name, labels }: ProjectMark): Promise<Project> {
  const { subnet, gateway } = await createNetwork(engine, name, labels).catch((cause: Error) => {
    throw new StackError(
      'ERR_PART_FAILED',
      `the container engine cannot create the stack's network: ${cause.message}`,
      { cause },
    )
  })
  const addressOf = (part: string) => nth(subnet, addressNumbers[part] ?? firstReplica + Number(part.split('-').at(-1)))
  const self = await ownContainer(engine)
  if (self !== undefined) {
    const EndpointConfig = { IPAMConfig: { IPv4Address: addressOf('lab') } }
    await engine.ask('POST', `/networks/${name}/connect`, { Container: self, EndpointConfig })
  }
  return { name, labels, subnet, ownAddress: self === undefined ? gateway : addressOf('lab'), addressOf }
}

/** Whether this process can reach addresses of the network. It cannot where the engine runs in a virtual machine. */
export function isReachable({ ownAddress }: Project): boolean {
  const own = Object.values(networkInterfaces()).flatMap((addresses = []) => addresses.map(({ address }) => address))
  return own.includes(ownAddress)
}

/** Removes every container, network and volume of this project. Repeating it is harmless. */
export async function removeProject(engine: Engine, name: string): Promise<void> {
  // A request in flight when the lab died can still create something: repeats until nothing is found, then once more.
  for (let round = 0, found = true; round < 20 && (found || round < 2); round += 1) {
    if (round > 1) await sleep(100)
    found = await removeResources(engine, name)
  }
}

interface Labelled {
  readonly Labels: Readonly<Record<string, string>> | null
}

/** Resources with a label, as the engine lists them. */
export interface Found {
  readonly containers: readonly (Labelled & {
    readonly Id: string
    readonly Names: readonly string[]
    readonly State: string
    /** Seconds since 1970. */
    readonly Created: number
  })[]
  readonly networks: readonly (Labelled & { readonly Id: string; readonly Name: string })[]
  readonly volumes: readonly (Labelled & { readonly Name: string })[]
}

/** Lists the resources of one project, or of all. Containers are listed last, so that the owner of any listed resource is in the list. */
export async function listResources(engine: Engine, name?: string): Promise<Found> {
  const filters = encodeURIComponent(JSON.stringify({ label: [name === undefined ? label : `${label}=${name}`] }))
  const networks = await engine.ask<Found['networks']>('GET', `/networks?filters=${filters}`)
  const { Volumes } = await engine.ask<{ Volumes: Found['volumes'] | null }>('GET', `/volumes?filters=${filters}`)
  const containers = await engine.ask<Found['containers']>('GET', `/containers/json?all=1&filters=${filters}`)
  return { containers, networks, volumes: Volumes ?? [] }
}

async function removeResources(engine: Engine, name: string): Promise<boolean> {
  const { containers, networks, volumes } = await listResources(engine, name)
  await Promise.all(containers.map(({ Id }) => remove(engine, `/containers/${Id}?force=1&v=1`)))
  for (const { Id } of networks) await removeNetwork(engine, Id)
  for (const { Name } of volumes) await remove(engine, `/volumes/${Name}?force=1`)
  return containers.length + networks.length + volumes.length > 0
}

async function removeNetwork(engine: Engine, id: string): Promise<void> {
  const path = `/networks/${id}`
  const network = await engine.ask<{ Containers?: Record<string, object> }>('GET', path).catch(() => undefined)
  for (const Container of Object.keys(network?.Containers ?? {})) {
    await engine.ask('POST', `${path}/disconnect`, { Container, Force: true }).catch(() => {})
  }
  await remove(engine, path)
}

/** Ignores a refusal: the next round finds the resource again. */
async function remove(engine: Engine, path: string): Promise<void> {
  await engine.ask('DELETE', path).catch((error) => {
    if (!(error instanceof EngineRefusal)) throw error
  })
}

interface Addresses {
  readonly subnet: string
  readonly gateway: string
}

/**
 * The engine allows fixed addresses only in a network with an explicit subnet. So this creates the network once to learn which
 * subnet the engine chooses, and again with that subnet. It retries where another network has taken the subnet meanwhile.
 */
async function createNetwork(engine: Engine, name: string, labels: Project['labels'], tries = 5): Promise<Addresses> {
  const network = { Name: name, Driver: 'bridge', Labels: labels }
  await engine.ask('POST', '/networks/create', network)
  const { IPAM } = await engine.ask<{ IPAM: { Config: { Subnet: string; Gateway: string }[] } }>(
    'GET',
    `/networks/${name}`,
  )
  const chosen = IPAM.Config.find(({ Subnet }) => !Subnet.includes(':'))
  if (chosen === undefined) throw new Error('the container engine gives its networks no IPv4 addresses')
  const { Subnet, Gateway = nth(Subnet, 1) } = chosen
  await engine.ask('DELETE', `/networks/${name}`)
  try {
    await engine.ask('POST', '/networks/create', { ...network, IPAM: { Config: [{ Subnet, Gateway }] } })
  } catch (error) {
    if (tries === 1) throw error
    return createNetwork(engine, name, labels, tries - 1)
  }
  return { subnet: Subnet, gateway: Gateway }
}

/** The n-th address of a network: `172.18.0.12` for 12 in `172.18.0.0/16`. */
function nth(subnet: string, n: number): string {
  const [first = ''] = subnet.split('/')
  const sum = first.split('.').reduce((number, byte) => number * 256 + Number(byte), 0) + n
  return [24, 16, 8, 0].map((bits) => Math.floor(sum / 2 ** bits) % 256).join('.')
}

/** The container in which this process runs: by default its host name is the start of the container's id. */
async function ownContainer(engine: Engine): Promise<string | undefined> {
  const name = hostname()
  if (!/^[\da-f]{12}$/.test(name)) return undefined
  return engine.ask<{ Id: string }>('GET', `/containers/${name}/json`).then(
    ({ Id }) => (Id.startsWith(name) ? Id : undefined),
    () => undefined,
  )
}
