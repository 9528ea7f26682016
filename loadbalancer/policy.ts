/** The seam of a policy: how nginx picks the replica, as text. */

/** A replica as the load balancer knows it. */
export interface Replica {
  /** What it calls itself in `X-Replica`, e.g. `replica-1`. */
  readonly name: string
  /** Where it listens, e.g. `127.0.0.1:41231`, or in containers `replica-1:3000`. */
  readonly address: string
  /** It gets no new clients; those whom a policy has bound to it by a cookie of its own still come. */
  readonly draining?: boolean
}

/** The replicas of one mode. All modes have the same replicas, but each balances for itself. */
export interface Pool {
  /** The mode's name, which is also its URL prefix: `memory` serves `/memory/`. */
  readonly mode: string
  readonly replicas: readonly Replica[]
  /** Whether clients come by TLS. */
  readonly tls?: boolean
}

/** What theory needs to know of a policy: every prediction follows from these, the topology and the faults. */
export interface PolicyTraits {
  /**
   * What ties a client's requests to one replica: nothing, its address, a cookie of the load balancer's own, or the
   * session's cookie, which does not exist before the login.
   */
  readonly affinity: 'none' | 'address' | 'cookie' | 'session-cookie'
  /**
   * How a replica is chosen: `turns` and `random` reach each replica equally often; `modulo` and `ring` hash the key of
   * the affinity. Behind `cookie` this is how a client without the cookie gets its replica.
   */
  readonly choice: 'turns' | 'random' | 'least-busy' | 'modulo' | 'ring'
}

/** From a pool to nginx text, without I/O. Names that it defines carry the mode's, as many modes may share a policy. */
export interface Policy extends PolicyTraits {
  /** One line for the command line, the report and the documents. */
  readonly summary: string
  /** The first nginx that understands its text, e.g. `1.29.6`; absent: any that the lab runs on. */
  readonly since?: string
  /** What belongs in `http { … }`: upstreams and maps. */
  upstream(pool: Pool): string
  /** What belongs in the mode's `location { … }`: `proxy_pass` and whatever is to be added to the answer. */
  location(pool: Pool): string
}
