/** Every session strategy, by name. A new one is a file beside this one and an entry here. */
import type { StrategyFactory } from './strategy.ts'

export { type UnknownCookie, unknownCookies } from './strategy.ts'

/** The properties of a strategy from which predictions follow, together with the topology and the faults. */
export interface StrategyTraits {
  /** Where the session is stored: in one replica, in every replica, in a shared store, or in the credential itself. */
  readonly sessionLivesIn: 'replica' | 'every-replica' | 'store' | 'credential'
  /** Whether replicas use a shared Redis. */
  readonly needsRedis: boolean
  /** What the client sends with each request. */
  readonly credential: 'password' | 'cookie' | 'token'
  /** For sessions in every replica: whether a write is copied before or after it is answered. */
  readonly copies?: 'before-answer' | 'after-answer'
  /** Where each request reads the user's role. */
  readonly roleFrom: 'database' | 'credential'
  /** When a logout takes effect: `at-refresh` if it only stops renewal, `never` if there is no session to end. */
  readonly revocation: 'now' | 'at-refresh' | 'at-expiry' | 'never'
  /** How a write changes the session. With `whole`, concurrent writes lose an item, and a late write undoes a logout. */
  readonly writes: 'whole' | 'field' | 'merged' | 'none'
}

/** The properties of a strategy that are available without loading it. */
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
    summary: 'name and password with every request, each verified with argon2id',
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
    summary: 'session cookie, sessions copied to every replica after the answer',
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
    summary: 'session cookie, sessions copied to every replica before the answer',
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
    summary: 'session cookie, sessions in a Redis that all replicas share',
    sessionLivesIn: 'store',
    credential: 'cookie',
    roleFrom: 'database',
    revocation: 'now',
    writes: 'whole',
    needsRedis: true,
    load: () => import('./redis.ts').then(({ redis }) => redis),
  },
  'redis-atomic': {
    summary: 'session cookie, sessions in Redis, written field by field with scripts: no lost update, no undone logout',
    sessionLivesIn: 'store',
    credential: 'cookie',
    roleFrom: 'database',
    revocation: 'now',
    writes: 'field',
    needsRedis: true,
    load: () => import('./redis-atomic.ts').then(({ redisAtomic }) => redisAtomic),
  },
  jwt: {
    summary: 'signed token that contains the session; replicas store nothing',
    sessionLivesIn: 'credential',
    credential: 'token',
    roleFrom: 'credential',
    revocation: 'at-expiry',
    writes: 'whole',
    needsRedis: false,
    load: () => import('./jwt.ts').then(({ jwt }) => jwt),
  },
  'jwt-denylist': {
    summary: 'signed token that can be revoked: each request checks a denylist in Redis',
    sessionLivesIn: 'credential',
    credential: 'token',
    roleFrom: 'credential',
    revocation: 'now',
    writes: 'whole',
    needsRedis: true,
    load: () => import('./jwt-denylist.ts').then(({ jwtDenylist }) => jwtDenylist),
  },
  'jwt-refresh': {
    summary: 'signed token for one minute, renewed with a single-use refresh token that Redis stores',
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

/** Whether a strategy exchanges sessions between replicas, so that they need a peer channel. */
export function needsPeers(entry: StrategyEntry | undefined): boolean {
  return entry?.needsPeers ?? false
}
