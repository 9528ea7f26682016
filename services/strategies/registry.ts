/** Every session strategy, by name. A new one is a file beside this one and an entry here. */
import type { StrategyFactory } from './strategy.ts'

/** What is known of a strategy without loading it. */
export interface StrategyEntry {
  /** One line for lists and reports. */
  readonly summary: string
  /** Where it is written who is logged in. */
  readonly sessionLivesIn: 'replica' | 'every-replica' | 'store' | 'credential'
  readonly needsRedis: boolean
  /** It talks to the other replicas over the peer channel. */
  readonly needsPeers?: boolean
  /** What the client sends with each request. */
  readonly credential: 'password' | 'cookie' | 'token'
  readonly load: () => Promise<StrategyFactory>
}

/** The strategies; only those that a replica uses are loaded. */
export const strategies = {
  basic: {
    summary: 'name and password on every request, hashed with argon2id every time',
    sessionLivesIn: 'credential',
    needsRedis: false,
    credential: 'password',
    load: () => import('./basic.ts').then(({ basic }) => basic),
  },
  memory: {
    summary: 'session cookie, sessions in the memory of the replica that issued it',
    sessionLivesIn: 'replica',
    needsRedis: false,
    credential: 'cookie',
    load: () => import('./memory.ts').then(({ memory }) => memory),
  },
  cluster: {
    summary: 'session cookie, sessions copied to every replica; the answer comes first',
    sessionLivesIn: 'every-replica',
    needsRedis: false,
    needsPeers: true,
    credential: 'cookie',
    load: () => import('./cluster.ts').then(({ cluster }) => cluster),
  },
  'cluster-sync': {
    summary: 'session cookie, sessions copied to every replica; the answer comes when all have them',
    sessionLivesIn: 'every-replica',
    needsRedis: false,
    needsPeers: true,
    credential: 'cookie',
    load: () => import('./cluster.ts').then(({ clusterSync }) => clusterSync),
  },
  redis: {
    summary: 'session cookie, sessions in a Redis that all replicas ask',
    sessionLivesIn: 'store',
    needsRedis: true,
    credential: 'cookie',
    load: () => import('./redis.ts').then(({ redis }) => redis),
  },
  'redis-atomic': {
    summary: 'session cookie, sessions in Redis written by field and script: no lost update, no undone logout',
    sessionLivesIn: 'store',
    needsRedis: true,
    credential: 'cookie',
    load: () => import('./redis-atomic.ts').then(({ redisAtomic }) => redisAtomic),
  },
  jwt: {
    summary: 'signed token that carries everything, nothing kept on any replica',
    sessionLivesIn: 'credential',
    needsRedis: false,
    credential: 'token',
    load: () => import('./jwt.ts').then(({ jwt }) => jwt),
  },
  'jwt-denylist': {
    summary: 'signed token that can be revoked: Redis is asked for a denylist with each request',
    sessionLivesIn: 'credential',
    needsRedis: true,
    credential: 'token',
    load: () => import('./jwt-denylist.ts').then(({ jwtDenylist }) => jwtDenylist),
  },
  'jwt-refresh': {
    summary: 'signed token for a minute, renewed by a refresh token that is good once and that Redis knows',
    sessionLivesIn: 'credential',
    needsRedis: true,
    credential: 'token',
    load: () => import('./jwt-refresh.ts').then(({ jwtRefresh }) => jwtRefresh),
  },
} as const satisfies Record<string, StrategyEntry>

/** Name of a strategy. */
export type StrategyName = keyof typeof strategies

/** Whether a strategy talks to the other replicas, so that its replica needs a peer channel. */
export function needsPeers(entry: StrategyEntry | undefined): boolean {
  return entry?.needsPeers ?? false
}
