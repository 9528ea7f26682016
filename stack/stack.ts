/** The stack: a running topology, whichever launcher started it. The bench and the faults know no more than this. */
import type { Toxic } from './toxiproxy/toxics.ts'

export type { Toxic } from './toxiproxy/toxics.ts'

/** Tokens of the strategies that sign them; what is absent is as the replicas have it by default. */
export interface TokenSettings {
  readonly tokenTtlSeconds?: number
  /** Life of an access token where a refresh token renews it. */
  readonly accessTtlSeconds?: number
  /** A token is accepted for so long after its end. */
  readonly clockToleranceSeconds?: number
  readonly tokenAlgorithm?: string
}

/** What is to be started. */
export interface Topology extends TokenSettings {
  /** How many identical replicas: 1–64. */
  readonly replicas: number
  /** Names of modes (see modes.ts); each becomes a URL prefix. */
  readonly modes: readonly string[]
  /**
   * The clients' accounts: `user-1…count` (cheap password hash) and `basic-1…count` (full one), and for each number an
   * admin, `chief-1…count`. One password for all.
   */
  readonly virtualUsers: { readonly count: number; readonly password: string }
  /** What the replicas derive their keys from. Default: one drawn at random, which nobody is told. */
  readonly secret?: string
  /** Wrong passwords that are tolerated of one account from one address. Default: as the replicas have it. */
  readonly loginFailures?: number
  /** Whether Redis writes an append-only file, and so survives its own death. Default: yes. */
  readonly redisKeepsFile?: boolean
  /** How much of a processor each replica gets, 0.05–64; absent: as much as it can take. See `Stack.cpuQuota`. */
  readonly cpuPerReplica?: number
  /**
   * Whether throughput with few and with many of the replicas is going to be compared. Then a request is to cost the same
   * however many there are: idle processors and the quotas of unused replicas are kept busy, and V8 runs steadily.
   */
  readonly sweep?: boolean
  /** Whether Redis has a copy, and a Sentinel that promotes it when the primary is gone. Default: no, Redis is alone. */
  readonly redisFailover?: boolean
  /** Whether clients come by TLS. Default: no, by plain HTTP. */
  readonly tls?: boolean
  /** Which links faults are going to disturb: only for these a proxy is in place, since it costs throughput. */
  readonly links?: readonly LinkKind[]
}

/** Links by who is connected: replicas with Redis, each replica with each other, the load balancer with each replica. */
export type LinkKind = 'redis' | 'peers' | 'replicas'

/** One direction in which parts connect to each other, through a proxy that misbehaves as it is told. */
export interface Link {
  readonly kind: LinkKind
  /** Who connects: `replicas` (all of them), `load-balancer`, or a replica's name. */
  readonly from: string
  /** Who is connected to: `redis`, or a replica's name. */
  readonly to: string
  /** Does something to all that passes, from now on, until the toxic of this name is removed. Returns its name. */
  addToxic(toxic: Toxic): string
  removeToxic(name: string): void
  /** Lets connections pass again. */
  enable(): Promise<void>
  /** Cuts all connections and refuses new ones. */
  disable(): Promise<void>
}

/** One running replica, by its addresses. */
export interface ReplicaHandle {
  /** `replica-1`, `replica-2`, …: what `X-Replica` says. */
  readonly name: string
  /** Where it serves the modes, e.g. `http://127.0.0.1:41231`. */
  readonly origin: string
  /** Where it serves `/status` and `/metrics`; the load balancer never forwards there. */
  readonly statusOrigin: string
}

/** A part that can be made to fail, and to come back. All of it is harmless to repeat. */
export interface Part {
  /** Ends it at once, as a crash does: nothing is finished, nobody is told (SIGKILL). */
  kill(): Promise<void>
  /** Ends it as a deployment does: what is under way is finished first. */
  stop(): Promise<void>
  /** Freezes it: it still accepts connections, and answers nothing (SIGSTOP). */
  pause(): Promise<void>
  resume(): Promise<void>
  /** Brings it back at the same addresses; resolves when it is ready. */
  start(): Promise<void>
}

/** What may differ between replicas, for as long as a fault wants it to. */
export interface ReplicaSettings {
  /** Its clock is so much ahead; upstreams, where negative. */
  readonly clockOffsetSeconds: number
  /** Ids of the keys of tokens: the first signs, all verify. */
  readonly tokenKeys: readonly string[]
}

/** One running replica, and what can be done to it. */
export interface Replica extends ReplicaHandle, Part {
  readonly settings: ReplicaSettings
  /** Changes settings from its next start on. */
  configure(changes: Partial<ReplicaSettings>): void
}

/** A limit on each replica's processor time, where the topology asks for one. */
export interface CpuQuota {
  /** What was asked for, in processors. */
  readonly cpus: number
  /** What a busy process got under this quota before anything else was started: the quota holds. */
  readonly measured?: number
  /** Why there is no quota: replicas then take what they can get. */
  readonly missing?: string
  /** From the start it is in force; for a warm-up it may be lifted. Resolves when that is so for every replica. */
  setInForce(inForce: boolean): Promise<void>
}

/** Processor time that parts have used since they began, µs. Absent where the system does not tell. */
export interface PartCpuMicros {
  readonly loadBalancer?: number
  readonly redis?: number
  /** What nobody else wanted. */
  readonly idleFiller?: number
}

/** One Redis of a pair. `start` resolves when it is in its place: a copy that could take over, or the primary. */
export interface RedisNode extends Part {
  /** `redis-1` or `redis-2`, whichever part it plays. */
  readonly name: string
  /** Cuts the connections of its copies; they make new ones, unless they are paused. */
  hangUpOnCopies(): Promise<void>
  /** Resolves when the Sentinel has put it in the place of the other, and leads clients to it. */
  isPromoted(): Promise<void>
}

/** Two Redis, one the copy of the other a moment later, and a Sentinel. */
export interface RedisPair {
  /** Who is what at this moment, as the Sentinel says. */
  roles(): Promise<{ readonly primary: RedisNode; readonly copy: RedisNode }>
}

/** A running topology. */
export interface Stack {
  readonly launcher: LauncherName
  /** The load balancer's address, e.g. `http://127.0.0.1:8080`, or `https://…`: where clients knock. */
  readonly origin: string
  /** Those of this moment that are in use. */
  readonly replicas: readonly Replica[]
  /** Absent where no mode needs it, or where there is a pair. */
  readonly redis?: Part
  /** Absent where none was asked for. */
  readonly cpuQuota?: CpuQuota
  partCpuMicros(): PartCpuMicros
  /** What is stored in Redis takes so much of its memory; undefined without Redis, or where it cannot be asked. */
  storeBytes(): Promise<number | undefined>
  /** In its stead where the topology asks for a Redis that fails over. */
  readonly redisPair?: RedisPair
  /** Those of this moment, of the kinds that the topology asked for. */
  readonly links: readonly Link[]
  /** Starts one more replica, which is a member of the cluster and in rotation when this resolves. */
  addReplica(): Promise<Replica>
  /** Takes a replica out of rotation, then stops it, then lets the others know that it has left. */
  removeReplica(name: string): Promise<void>
  /**
   * From then on the first so many are in rotation, and members of the cluster; the others idle, ready and warm, until they are
   * used again. The same processes, few or many: what differs is how many there are.
   */
  useReplicas(count: number): Promise<void>
  /** In rotation only for those whom a policy binds to it already, until it is drained no longer. */
  drain(name: string, draining: boolean): Promise<void>
  /** Makes the load balancer read its configuration anew, as every change of the rotation does. */
  reloadLoadBalancer(): Promise<void>
  /** Versions of the real parts as they say it themselves, e.g. `{ nginx: '1.22.1', redis: '7.0.15' }`. */
  readonly versions: { readonly nginx: string; readonly redis?: string }
  /** The load balancer's access log, one JSON object a line; complete only after `flushAccessLog` or `stop`. */
  readonly accessLog: string
  /** Every request so far that the load balancer sent to another replica after a first one had failed. */
  retries(): Promise<readonly Retry[]>
  /** Makes nginx write out what it still buffers of the access log. */
  flushAccessLog(): Promise<void>
  /** Ends every part. Stopping twice is harmless. */
  stop(): Promise<void>
}

/** A request that was given to more than one replica. */
export interface Retry {
  readonly mode: string
  readonly method: string
  /** When it was done, ms since 1970. */
  readonly atMs: number
  /** How many replicas were asked: 2 or more. */
  readonly attempts: number
}

/** How a stack is started: as processes of this machine, or in containers. */
export const launcherNames = ['processes', 'containers'] as const
export type LauncherName = (typeof launcherNames)[number]
