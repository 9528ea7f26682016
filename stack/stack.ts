/** The stack: a running topology, on any launcher. The bench and the faults use only this interface. */
import type { Toxic } from './toxiproxy/toxics.ts'

export type { Toxic } from './toxiproxy/toxics.ts'

/** Settings of the strategies that sign tokens. What is absent keeps the replicas' default. */
export interface TokenSettings {
  readonly tokenTtlSeconds?: number
  /** Lifetime of an access token that a refresh token renews. */
  readonly accessTtlSeconds?: number
  /** A token is accepted for this long after its expiry. */
  readonly clockToleranceSeconds?: number
  readonly tokenAlgorithm?: string
  /** How many verified tokens fast-jwt remembers in each replica. Absent: none. */
  readonly tokenCache?: number
}

/** The stack to start. */
export interface Topology extends TokenSettings {
  /** Number of identical replicas, 1–64. */
  readonly replicas: number
  /** Names of modes (see modes.ts); each becomes a URL prefix. */
  readonly modes: readonly string[]
  /**
   * The clients' accounts, all with one password: `user-1…count` (cheap password hash), `basic-1…count` (full hash) and the
   * admin users `admin-1…count`.
   */
  readonly virtualUsers: { readonly count: number; readonly password: string }
  /** The secret from which the replicas derive their keys. Default: a random secret, which is never shown. */
  readonly secret?: string
  /** Wrong passwords allowed for one account from one address. Default: the replicas' default. */
  readonly loginFailures?: number
  /** What a session cookie becomes if the answering replica does not know its session. Default: the replicas' default. */
  readonly unknownCookie?: string
  /** Whether Redis writes an append-only file, so that its data survive a crash. Default: yes. */
  readonly redisKeepsFile?: boolean
  /** CPU quota of each replica in processors, 0.05–64. Default: no quota. See `Stack.cpuQuota`. */
  readonly cpuPerReplica?: number
  /**
   * Whether the throughput of different numbers of replicas will be compared. A request must then cost the same CPU time for
   * every number: fillers keep idle processors and the quotas of unused replicas busy, and V8 runs with steady settings.
   */
  readonly sweep?: boolean
  /** Whether Redis has a copy, and a Sentinel that promotes the copy when the primary is down. Default: no. */
  readonly redisFailover?: boolean
  /** Whether clients connect with TLS. Default: no, with plain HTTP. */
  readonly tls?: boolean
  /** The links that faults will disturb. Only these pass through a proxy, since a proxy costs throughput. */
  readonly links?: readonly LinkKind[]
}

/** `redis`: replicas to Redis. `peers`: each replica to each other one. `replicas`: the load balancer to each replica. */
export type LinkKind = 'redis' | 'peers' | 'replicas'

/** Connections from one part to another through a proxy, which can disturb them. */
export interface Link {
  readonly kind: LinkKind
  /** The connecting part: `replicas` (all of them), `load-balancer`, or a replica's name. */
  readonly from: string
  /** The part that accepts the connections: `redis`, or a replica's name. */
  readonly to: string
  /** Where it accepts connections, `host:port`. */
  readonly address: string
  /** What toxics have dropped so far, in both directions. */
  readonly droppedBytes: number
  /** Applies a toxic to everything that passes, until it is removed. Returns the toxic's name. */
  addToxic(toxic: Toxic): string
  removeToxic(name: string): void
  /** Accepts connections again. */
  enable(): Promise<void>
  /** Closes all connections and refuses new ones. */
  disable(): Promise<void>
}

/** The name and addresses of a running replica. */
export interface ReplicaHandle {
  /** `replica-1`, `replica-2`, …; also the value of the header `X-Replica`. */
  readonly name: string
  /** The origin of its modes, e.g. `http://127.0.0.1:41231`. */
  readonly origin: string
  /** The origin of `/status` and `/metrics`, to which the load balancer never forwards. */
  readonly statusOrigin: string
}

/** A part that faults can stop and start. Repeating a call is harmless. */
export interface Part {
  /** Ends it at once, as a crash does (SIGKILL). */
  kill(): Promise<void>
  /** Ends it as a deployment does: requests in flight are finished first (SIGTERM). */
  stop(): Promise<void>
  /** Freezes it: the kernel still accepts connections, but the part answers nothing (SIGSTOP). */
  pause(): Promise<void>
  resume(): Promise<void>
  /** Starts it again at the same addresses; resolves when it is ready. */
  start(): Promise<void>
}

/** Settings that a fault can change for a single replica. */
export interface ReplicaSettings {
  /** How far its clock is ahead; negative: behind. */
  readonly clockOffsetSeconds: number
  /** Ids of the token keys: the first signs, all verify. */
  readonly tokenKeys: readonly string[]
}

/** A running replica, which faults can stop, start and configure. */
export interface Replica extends ReplicaHandle, Part {
  readonly settings: ReplicaSettings
  /** Changes settings; they take effect at its next start. */
  configure(changes: Partial<ReplicaSettings>): void
}

/** The CPU quota of each replica. */
export interface CpuQuota {
  /** The requested quota, in processors. */
  readonly cpus: number
  /** CPU time of a busy process under this quota, in processors, measured before the first replica started: the quota works. */
  readonly measured?: number
  /** Why the quota could not be set. The replicas then run without one. */
  readonly missing?: string
  /** Lifts the quota, as for a warm-up, or puts it in force again. Resolves when the change applies to every replica. */
  setInForce(inForce: boolean): Promise<void>
}

/** CPU time of the parts since their start, µs. Absent where the system does not report it. */
export interface PartCpuMicros {
  readonly loadBalancer?: number
  readonly redis?: number
  /** CPU time burned by the idle filler. */
  readonly idleFiller?: number
}

/** One Redis of a pair. `start` resolves when it is the primary, or a synchronised copy that the Sentinel can promote. */
export interface RedisNode extends Part {
  /** `redis-1` or `redis-2`, whatever its role. */
  readonly name: string
  /** Closes the connections of its copies. A copy reconnects unless it is paused. */
  hangUpOnCopies(): Promise<void>
  /** Resolves when the Sentinel has promoted it and sends clients to it. */
  isPromoted(): Promise<void>
}

/** A Redis primary, an asynchronous copy of it, and a Sentinel. */
export interface RedisPair {
  /** The current roles, as the Sentinel reports them. */
  roles(): Promise<{ readonly primary: RedisNode; readonly copy: RedisNode }>
}

/** A running topology. */
export interface Stack {
  readonly launcher: LauncherName
  /** The load balancer's origin for clients, e.g. `http://127.0.0.1:8080`, or `https://…`. */
  readonly origin: string
  /** The replicas that are in use now. */
  readonly replicas: readonly Replica[]
  /** Absent where no mode needs Redis, or where there is a pair. */
  readonly redis?: Part
  /** Absent where the topology asks for no quota. */
  readonly cpuQuota?: CpuQuota
  partCpuMicros(): PartCpuMicros
  /** Memory used by the data in Redis, in bytes; undefined without Redis, or where it cannot be read. */
  storeBytes(): Promise<number | undefined>
  /** Present instead of `redis` where the topology asks for failover. */
  readonly redisPair?: RedisPair
  /** The current links, of the kinds in the topology. */
  readonly links: readonly Link[]
  /** Starts one more replica; resolves when it has joined the cluster and nginx sends it requests. */
  addReplica(): Promise<Replica>
  /** Removes a replica from nginx's upstreams, then stops it, then removes it from the peer directory. */
  removeReplica(name: string): Promise<void>
  /**
   * Uses only the first `count` replicas: nginx sends requests to them, and they form the cluster. The others keep running,
   * idle and warm, so that measurements with different counts use the same processes.
   */
  useReplicas(count: number): Promise<void>
  /** While a replica drains, only clients that a policy has already bound to it reach it. */
  drain(name: string, draining: boolean): Promise<void>
  /** Makes nginx reload its configuration, as every change of the upstreams does. */
  reloadLoadBalancer(): Promise<void>
  /** The versions that the binaries report, e.g. `{ nginx: '1.22.1', redis: '7.0.15' }`. */
  readonly versions: { readonly nginx: string; readonly redis?: string }
  /** The load balancer's access log, one JSON object a line; complete only after `flushAccessLog` or `stop`. */
  readonly accessLog: string
  /** Every request so far that nginx sent to a second replica after the first had failed. */
  retries(): Promise<readonly Retry[]>
  /** Makes nginx write its buffered access log lines to the file. */
  flushAccessLog(): Promise<void>
  /** Ends every part. Stopping twice is harmless. */
  stop(): Promise<void>
}

/** A request that nginx sent to more than one replica. */
export interface Retry {
  readonly mode: string
  readonly method: string
  /** When nginx finished the request, ms since 1970. */
  readonly atMs: number
  /** Number of replicas tried, 2 or more. */
  readonly attempts: number
}

/** The launchers: parts run as processes of this machine, or in containers. */
export const launcherNames = ['processes', 'containers'] as const
export type LauncherName = (typeof launcherNames)[number]
