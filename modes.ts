/** Modes: a strategy paired with a policy, under a name that is also a URL prefix. The only file where the two meet. */
import { isPolicyName, type PolicyName, policies } from './loadbalancer/registry.ts'
import { type StrategyName, strategies } from './services/strategies/registry.ts'

export interface Mode {
  /** Also its URL prefix: `memory` is served below `/memory/`. */
  readonly name: string
  readonly strategy: StrategyName
  readonly policy: PolicyName
  readonly summary: string
}

/** The modes that have a name of their own, in the order of the lesson. */
export const modes = {
  basic: {
    strategy: 'basic',
    policy: 'round-robin',
    summary: 'name and password with every request: right on any replica, at the price of a hash each time',
  },
  memory: {
    strategy: 'memory',
    policy: 'round-robin',
    summary: 'sessions in the memory of one replica: wrong wherever another one is asked',
  },
  sticky: {
    strategy: 'memory',
    policy: 'sticky-cookie',
    summary: 'the same sessions in memory, but nginx leads each client back to its replica: right while that lives',
  },
  cluster: {
    strategy: 'cluster',
    policy: 'round-robin',
    summary:
      'each replica tells all others of its sessions, after it has answered: right on any replica a moment later',
  },
  'cluster-sync': {
    strategy: 'cluster-sync',
    policy: 'round-robin',
    summary: 'the same, but the answer waits until all others know: right on any replica, at the price of waiting',
  },
  redis: {
    strategy: 'redis',
    policy: 'round-robin',
    summary: 'sessions in a Redis that all replicas share: right on any replica, while Redis answers',
  },
  'redis-atomic': {
    strategy: 'redis-atomic',
    policy: 'round-robin',
    summary: 'the same, but each write touches its own field only: no lost update, no logout undone',
  },
  jwt: {
    strategy: 'jwt',
    policy: 'round-robin',
    summary: 'signed tokens, nothing kept anywhere: right on any replica, but hard to take back',
  },
  'jwt-denylist': {
    strategy: 'jwt-denylist',
    policy: 'round-robin',
    summary: 'signed tokens, and Redis asked for each whether it was taken back: logout works, while Redis answers',
  },
  'jwt-refresh': {
    strategy: 'jwt-refresh',
    policy: 'round-robin',
    summary: 'signed tokens for a minute, renewed by Redis: logout works within that minute',
  },
} as const satisfies Record<string, Omit<Mode, 'name'>>

/** Names of the built-in modes, for lists and error messages. */
export function modeNames(): readonly string[] {
  return Object.keys(modes)
}

/**
 * Finds a mode by a built-in name, or by any pair written `<strategy>-<policy>`, such as `memory-ip-hash`.
 *
 * @returns undefined where the name is neither
 */
export function resolveMode(name: string): Mode | undefined {
  if (isBuiltIn(name)) return { name, ...modes[name] }
  for (const strategy of Object.keys(strategies) as StrategyName[]) {
    const policy = name.slice(strategy.length + 1)
    if (name.startsWith(`${strategy}-`) && isPolicyName(policy)) {
      return { name, strategy, policy, summary: `${strategies[strategy].summary}; ${policies[policy].summary}` }
    }
  }
  return undefined
}

function isBuiltIn(name: string): name is keyof typeof modes {
  return Object.hasOwn(modes, name)
}
