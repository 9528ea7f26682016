/** Tracks the state of every replica and of Redis: what the page's controls did to it, and what status pages report. */
import type { ReplicaStatus } from '../../services/replica/status.ts'
import type { PartState, ReplicaView, StackEvent } from '../protocol/events.ts'
import type { StackAction } from '../protocol/requests.ts'

/** The running stack, as far as the live page uses it. */
export interface DashboardStack {
  /** The current replicas. A replica serves `/status` at `statusOrigin`. */
  readonly replicas: readonly { readonly name: string; readonly statusOrigin: string }[]
  readonly hasRedis: boolean
  /** Resolves when the action is complete. Throws where the stack cannot do it. */
  act(action: StackAction): Promise<void>
}

/** The fields of a status page that the live page shows. */
type StatusPage = Pick<ReplicaStatus, 'pid' | 'cpuMicros' | 'memoryBytes' | 'modes'>

/** Watches one stack. */
export interface StackWatch {
  /** Performs the action and records the resulting states. Throws what the stack throws. */
  act(action: StackAction): Promise<void>
  /** Requests every status page. */
  poll(): Promise<StackEvent>
}

/** Longer than a replica on a busy machine needs, so that only replicas that really hang are shown as `silent`. */
const statusTimeoutMs = 2_000

/** State of a part during an action and after it. */
const statesOf: Readonly<Record<string, readonly [during: PartState, after: PartState]>> = {
  kill: ['stopping', 'down'],
  pause: ['paused', 'paused'],
  resume: ['paused', 'up'],
  start: ['starting', 'up'],
  restart: ['starting', 'up'],
  remove: ['stopping', 'down'],
  restore: ['starting', 'up'],
}

/** State after a failed action, where it differs from the state before: a failed restart has already stopped the part. */
const stateAfterFailure: Readonly<Record<string, PartState>> = { restart: 'down' }

/** Names of the parts that an action changes. `restore` keeps running parts as they are. */
function namesIn(action: StackAction, states: ReadonlyMap<string, PartState>): readonly string[] {
  if ('replica' in action) return [action.replica]
  if ('redis' in action) return ['redis']
  return action.verb === 'restore' ? [...states].flatMap(([name, state]) => (state === 'up' ? [] : [name])) : []
}

/** @param nowMs a monotonic clock */
export function watchStack(stack: DashboardStack, nowMs: () => number = () => performance.now()): StackWatch {
  const states = new Map<string, PartState>()
  const previousPages = new Map<string, { readonly page: StatusPage; readonly atMs: number }>()

  async function viewOf({ name, statusOrigin }: DashboardStack['replicas'][number]) {
    const state = states.get(name) ?? 'up'
    const page = state === 'up' || state === 'stopping' ? await readStatus(statusOrigin) : undefined
    const atMs = nowMs()
    const previous = previousPages.get(name)
    if (page !== undefined) previousPages.set(name, { page, atMs })
    else if (state !== 'up') previousPages.delete(name)
    const isSameProcess = page !== undefined && previous?.page.pid === page.pid
    const seconds = previous === undefined ? 0 : (atMs - previous.atMs) / 1_000
    const since = isSameProcess && seconds > 0 ? { earlier: previous.page, seconds } : undefined
    return {
      view:
        page === undefined
          ? toSilentView(name, state, previousPages.get(name)?.page)
          : toView(name, state, page, since),
      commandsPerSecond: page && since ? (commandsOf(page) - commandsOf(since.earlier)) / since.seconds : 0,
    }
  }

  return {
    async act(action) {
      const before = new Map(states)
      const names = namesIn(action, states)
      const [during, after] = statesOf[action.verb] ?? []
      if (during !== undefined) for (const name of names) states.set(name, during)
      try {
        await stack.act(action)
        for (const name of names) {
          if (after === undefined || action.verb === 'remove') states.delete(name)
          else states.set(name, after)
        }
      } catch (error) {
        for (const name of names) states.set(name, stateAfterFailure[action.verb] ?? before.get(name) ?? 'up')
        throw error
      }
    },
    async poll() {
      const polled = await Promise.all(stack.replicas.map(viewOf))
      const perSecond = polled.reduce((sum, { commandsPerSecond }) => sum + commandsPerSecond, 0)
      const redis = { state: states.get('redis') ?? 'up', commandsPerSecond: Math.round(Math.max(0, perSecond)) }
      return { replicas: polled.map(({ view }) => view), ...(stack.hasRedis && { redis }) }
    },
  }
}

async function readStatus(origin: string): Promise<StatusPage | undefined> {
  try {
    const response = await fetch(`${origin}/status`, { signal: AbortSignal.timeout(statusTimeoutMs) })
    return (await response.json()) as StatusPage
  } catch {
    return undefined
  }
}

/** A replica that answered the previous poll keeps its pid: it is most likely the same process. */
function toSilentView(name: string, state: PartState, previous: StatusPage | undefined): ReplicaView {
  return { name, state: state === 'up' ? 'silent' : state, ...(previous && { pid: previous.pid }), sessions: {} }
}

function toView(
  name: string,
  state: PartState,
  page: StatusPage,
  since: { readonly earlier: StatusPage; readonly seconds: number } | undefined,
): ReplicaView {
  const entries = Object.entries(page.modes).map(([mode, { sessions }]) => [mode, sessions] as const)
  return {
    name,
    state,
    pid: page.pid,
    sessions: Object.fromEntries(entries),
    memoryMegabytes: Math.round(page.memoryBytes.rss / 2 ** 20),
    ...(since && { cpuPercent: Math.round((cpuOf(page) - cpuOf(since.earlier)) / 1e4 / since.seconds) }),
  }
}

const cpuOf = ({ cpuMicros }: StatusPage) => cpuMicros.user + cpuMicros.system
const commandsOf = ({ modes }: StatusPage) =>
  Object.values(modes).reduce((sum, { store }) => sum + (store?.commands ?? 0), 0)
