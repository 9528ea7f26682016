/** The stack: a running topology, whichever launcher started it. The bench and the faults know no more than this. */

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

/** A running topology. */
export interface Stack {
  readonly launcher: LauncherName
  /** The load balancer's address, e.g. `http://127.0.0.1:8080`: where clients knock. */
  readonly origin: string
  readonly replicas: readonly ReplicaHandle[]
  /** Versions of the real parts as they say it themselves, e.g. `{ nginx: '1.22.1', redis: '7.0.15' }`. */
  readonly versions: { readonly nginx: string; readonly redis?: string }
  /** The load balancer's access log, one JSON object a line; complete only after `flushAccessLog` or `stop`. */
  readonly accessLog: string
  /** Makes nginx write out what it still buffers of the access log. */
  flushAccessLog(): Promise<void>
  /** Ends every part. Stopping twice is harmless. */
  stop(): Promise<void>
}

export type LauncherName = 'processes'
