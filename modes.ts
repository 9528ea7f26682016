/** Modes: each pairs a strategy with a policy under a name, which is also a URL prefix. */
import { isPolicyName, type PolicyName, policies } from './loadbalancer/registry.ts'
import { type StrategyName, strategies } from './services/strategies/registry.ts'

export interface Mode {
  /** Also its URL prefix: `memory` is served below `/memory/`. */
  readonly name: string
  readonly strategy: StrategyName
  readonly policy: PolicyName
  readonly summary: string
}

/** The modes with names of their own, in the order in which the lab presents them. */
export const modes = {
  basic: {
    strategy: 'basic',
    policy: 'round-robin',
    summary: 'name and password with every request: correct on every replica, but each request costs a password hash',
  },
  memory: {
    strategy: 'memory',
    policy: 'round-robin',
    summary: 'sessions in the memory of one replica: every other replica refuses them',
  },
  sticky: {
    strategy: 'memory',
    policy: 'sticky-cookie',
    summary: 'the same sessions, but nginx sends each client back to its replica: correct while that replica lives',
  },
  cluster: {
    strategy: 'cluster',
    policy: 'round-robin',
    summary: 'each replica copies its sessions to all others after the answer: correct on every replica a moment later',
  },
  'cluster-sync': {
    strategy: 'cluster-sync',
    policy: 'round-robin',
    summary: 'the same, but the answer waits for the copies: correct on every replica, at the cost of waiting',
  },
  redis: {
    strategy: 'redis',
    policy: 'round-robin',
    summary: 'sessions in a Redis that all replicas share: correct on every replica while Redis answers',
  },
  'redis-atomic': {
    strategy: 'redis-atomic',
    policy: 'round-robin',
    summary: 'the same, but each write changes only its own field: no lost update, no logout undone',
  },
  jwt: {
    strategy: 'jwt',
    policy: 'round-robin',
    summary: 'signed tokens, no state on the servers: correct on every replica, but valid until they expire',
  },
  'jwt-denylist': {
    strategy: 'jwt-denylist',
    policy: 'round-robin',
    summary:
      'signed tokens, and each request asks Redis whether its token was revoked: logout works while Redis answers',
  },
  'jwt-refresh': {
    strategy: 'jwt-refresh',
    policy: 'round-robin',
    summary: 'signed tokens for one minute, renewed through Redis: logout takes effect within that minute',
  },
} as const satisfies Record<string, Omit<Mode, 'name'>>

/** The names of the built-in modes. */
export function modeNames(): readonly string[] {
  return Object.keys(modes)
}

/**
 * Finds a mode by a built-in name, or by a pair written `<strategy>-<policy>`, such as `memory-ip-hash`.
 *
 * @returns undefined for any other name
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
