/** The parts of the stack as they are: what was done to each, and what the replicas' status pages say. */
import type { PartState, ReplicaView, StackAction, StackEvent } from './events.ts'
import type { LiveStack } from './live-stack.ts'

/** A status page as far as it is shown here. */
interface StatusPage {
  readonly pid: number
  readonly cpuMicros: { readonly user: number; readonly system: number }
  readonly memoryBytes: { readonly rss: number }
  readonly modes: Readonly<
    Record<string, { readonly sessions: number | null; readonly store?: { readonly commands: number } }>
  >
}

export interface StackWatch {
  /** Does it, and keeps book of it. Throws what the stack throws. */
  act(action: StackAction): Promise<void>
  /** Asks all status pages. */
  look(): Promise<StackEvent>
}

/** Longer than a replica takes on a busy machine: `silent` is to be said of those that are. */
const answerWithinMs = 2_000

/** While it is done, and when it is done; where nothing is said the part is up. */
const consequences: Readonly<Record<string, readonly [during: PartState, after: PartState]>> = {
  kill: ['stopping', 'down'],
  pause: ['paused', 'paused'],
  resume: ['paused', 'up'],
  start: ['starting', 'up'],
  restart: ['starting', 'up'],
  remove: ['stopping', 'down'],
  restore: ['starting', 'up'],
}

/** What is left of a part where that fails: a restart has ended it by then. Else it is as it was. */
const failed: Readonly<Record<string, PartState>> = { restart: 'down' }

/** The parts that are about to change, as far as their states are known. */
function namesIn(action: StackAction, states: ReadonlyMap<string, PartState>): readonly string[] {
  if ('replica' in action) return [action.replica]
  if ('redis' in action) return ['redis']
  return action.verb === 'restore' ? [...states].flatMap(([name, state]) => (state === 'up' ? [] : [name])) : []
}

export function watchStack(stack: LiveStack, nowMs: () => number = () => performance.now()): StackWatch {
  const states = new Map<string, PartState>()
  const before = new Map<string, { readonly page: StatusPage; readonly atMs: number }>()

  async function viewOf({ name, statusOrigin }: LiveStack['replicas'][number]) {
    const state = states.get(name) ?? 'up'
    const page = state === 'up' || state === 'stopping' ? await readStatus(statusOrigin) : undefined
    const atMs = nowMs()
    const earlier = before.get(name)
    if (page !== undefined) before.set(name, { page, atMs })
    else if (state !== 'up') before.delete(name)
    const isSame = page !== undefined && earlier?.page.pid === page.pid
    const seconds = earlier === undefined ? 0 : (atMs - earlier.atMs) / 1_000
    const since = isSame && seconds > 0 ? { earlier: earlier.page, seconds } : undefined
    return {
      view: page === undefined ? toSilentView(name, state, before.get(name)?.page) : toView(name, state, page, since),
      commandsPerSecond: page && since ? (commandsOf(page) - commandsOf(since.earlier)) / since.seconds : 0,
    }
  }

  return {
    async act(action) {
      const was = new Map(states)
      const names = namesIn(action, states)
      const [during, after] = consequences[action.verb] ?? []
      if (during !== undefined) for (const name of names) states.set(name, during)
      try {
        await stack.act(action)
        for (const name of names) {
          if (after === undefined || action.verb === 'remove') states.delete(name)
          else states.set(name, after)
        }
      } catch (error) {
        for (const name of names) states.set(name, failed[action.verb] ?? was.get(name) ?? 'up')
        throw error
      }
    },
    async look() {
      const seen = await Promise.all(stack.replicas.map(viewOf))
      const perSecond = seen.reduce((sum, { commandsPerSecond }) => sum + commandsPerSecond, 0)
      const redis = { state: states.get('redis') ?? 'up', commandsPerSecond: Math.round(Math.max(0, perSecond)) }
      return { replicas: seen.map(({ view }) => view), ...(stack.hasRedis && { redis }) }
    },
  }
}

async function readStatus(origin: string): Promise<StatusPage | undefined> {
  try {
    const answer = await fetch(`${origin}/status`, { signal: AbortSignal.timeout(answerWithinMs) })
    return (await answer.json()) as StatusPage
  } catch {
    return undefined
  }
}

/** One that was up a moment ago is the same process still, as far as anybody can know. */
function toSilentView(name: string, state: PartState, earlier: StatusPage | undefined): ReplicaView {
  return { name, state: state === 'up' ? 'silent' : state, ...(earlier && { pid: earlier.pid }), sessions: {} }
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
