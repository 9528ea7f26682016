/** The interface of a policy: it renders the nginx text that picks the replica. */

/** A replica in the load balancer's configuration. */
export interface UpstreamServer {
  /** The value of its `X-Replica` header, e.g. `replica-1`. */
  readonly name: string
  /** Where it listens, e.g. `127.0.0.1:41231`, or in containers `replica-1:3000`. */
  readonly address: string
  /** nginx sends it no new clients, only those that a policy's own cookie has bound to it. */
  readonly draining?: boolean
}

/** The replicas of one mode. All modes have the same replicas, but each has its own balancing state. */
export interface Pool {
  /** The mode's name, which is also its URL prefix: `memory` serves `/memory/`. */
  readonly mode: string
  readonly replicas: readonly UpstreamServer[]
  /** Whether clients connect by TLS. */
  readonly tls?: boolean
}

/** The properties of a policy from which predictions follow, together with the topology and the faults. */
export interface PolicyTraits {
  /**
   * What binds a client's requests to one replica: nothing, its address, a cookie that the load balancer sets, or the
   * session cookie, which does not exist before the login.
   */
  readonly affinity: 'none' | 'address' | 'cookie' | 'session-cookie'
  /**
   * How a replica is chosen: `turns` and `random` reach each replica equally often; `modulo` and `ring` hash the key of
   * the affinity. With `cookie` this is how a client without the cookie gets its replica.
   */
  readonly choice: 'turns' | 'random' | 'least-busy' | 'modulo' | 'ring'
}

/** Renders nginx text for a pool, without I/O. Names that it defines contain the mode's name, as several modes can share a policy. */
export interface Policy extends PolicyTraits {
  /** One line for the command line, the report and the documents. */
  readonly summary: string
  /** The oldest nginx version that accepts the text, e.g. `1.29.6`; absent: every version that the lab supports. */
  readonly since?: string
  /** Text for `http { … }`: upstreams and maps. */
  upstream(pool: Pool): string
  /** Text for the mode's `location { … }`: `proxy_pass` and headers added to the response. */
  location(pool: Pool): string
}
