/** Every session strategy, by name. A new one is a file beside this one and an entry here. */
import type { StrategyFactory } from './strategy.ts'

/** What theory needs to know of a strategy: every prediction follows from these, the topology and the faults. */
export interface StrategyTraits {
  /** Where the session is kept: in one replica, in each of them, in a store that they share, or in the credential itself. */
  readonly sessionLivesIn: 'replica' | 'every-replica' | 'store' | 'credential'
  /** Whether replicas ask a Redis that they share. */
  readonly needsRedis: boolean
  /** What the client sends with each request. */
  readonly credential: 'password' | 'cookie' | 'token'
  /** Of sessions in every replica: whether the others have a write before it is answered. */
  readonly copies?: 'before-answer' | 'after-answer'
  /** Where the role is read with each request. */
  readonly roleFrom: 'database' | 'credential'
  /** When a logout takes effect: `at-refresh` where only the renewal is refused, `never` where there is nothing to end. */
  readonly revocation: 'now' | 'at-refresh' | 'at-expiry' | 'never'
  /** How a write changes the session: two writers of the `whole` session lose an item, and a late one undoes a logout. */
  readonly writes: 'whole' | 'field' | 'merged' | 'none'
}

/** What is known of a strategy without loading it. */
export interface StrategyEntry extends StrategyTraits {
  /** One line for lists and reports. */
  readonly summary: string
  /** It uses the peer channel between replicas. */
  readonly needsPeers?: boolean
  readonly load: () => Promise<StrategyFactory>
}

/** The strategies; only those that a replica uses are loaded. */
export const strategies = {
  basic: {
    summary: 'name and password on every request, hashed with argon2id every time',
    sessionLivesIn: 'credential',
    credential: 'password',
    roleFrom: 'database',
    revocation: 'never',
    writes: 'none',
    needsRedis: false,
    load: () => import('./basic.ts').then(({ basic }) => basic),
  },
  memory: {
    summary: 'session cookie, sessions in the memory of the replica that issued it',
    sessionLivesIn: 'replica',
    credential: 'cookie',
    roleFrom: 'database',
    revocation: 'now',
    writes: 'whole',
    needsRedis: false,
    load: () => import('./memory.ts').then(({ memory }) => memory),
  },
  cluster: {
    summary: 'session cookie, sessions copied to every replica; the answer comes first',
    sessionLivesIn: 'every-replica',
    credential: 'cookie',
    copies: 'after-answer',
    roleFrom: 'database',
    revocation: 'now',
    writes: 'merged',
    needsRedis: false,
    needsPeers: true,
    load: () => import('./cluster.ts').then(({ cluster }) => cluster),
  },
  'cluster-sync': {
    summary: 'session cookie, sessions copied to every replica; the answer comes when all have them',
    sessionLivesIn: 'every-replica',
    credential: 'cookie',
    copies: 'before-answer',
    roleFrom: 'database',
    revocation: 'now',
    writes: 'merged',
    needsRedis: false,
    needsPeers: true,
    load: () => import('./cluster.ts').then(({ clusterSync }) => clusterSync),
  },
  redis: {
    summary: 'session cookie, sessions in a Redis that all replicas ask',
    sessionLivesIn: 'store',
    credential: 'cookie',
    roleFrom: 'database',
    revocation: 'now',
    writes: 'whole',
    needsRedis: true,
    load: () => import('./redis.ts').then(({ redis }) => redis),
  },
  'redis-atomic': {
    summary: 'session cookie, sessions in Redis written by field and script: no lost update, no undone logout',
    sessionLivesIn: 'store',
    credential: 'cookie',
    roleFrom: 'database',
    revocation: 'now',
    writes: 'field',
    needsRedis: true,
    load: () => import('./redis-atomic.ts').then(({ redisAtomic }) => redisAtomic),
  },
  jwt: {
    summary: 'signed token that carries everything, nothing kept on any replica',
    sessionLivesIn: 'credential',
    credential: 'token',
    roleFrom: 'credential',
    revocation: 'at-expiry',
    writes: 'whole',
    needsRedis: false,
    load: () => import('./jwt.ts').then(({ jwt }) => jwt),
  },
  'jwt-denylist': {
    summary: 'signed token that can be revoked: Redis is asked for a denylist with each request',
    sessionLivesIn: 'credential',
    credential: 'token',
    roleFrom: 'credential',
    revocation: 'now',
    writes: 'whole',
    needsRedis: true,
    load: () => import('./jwt-denylist.ts').then(({ jwtDenylist }) => jwtDenylist),
  },
  'jwt-refresh': {
    summary: 'signed token for a minute, renewed by a refresh token that is good once and that Redis knows',
    sessionLivesIn: 'credential',
    credential: 'token',
    roleFrom: 'credential',
    revocation: 'at-refresh',
    writes: 'whole',
    needsRedis: true,
    load: () => import('./jwt-refresh.ts').then(({ jwtRefresh }) => jwtRefresh),
  },
} as const satisfies Record<string, StrategyEntry>

/** Name of a strategy. */
export type StrategyName = keyof typeof strategies

/** Whether a strategy talks to the other replicas, so that its replica needs a peer channel. */
export function needsPeers(entry: StrategyEntry | undefined): boolean {
  return entry?.needsPeers ?? false
}
