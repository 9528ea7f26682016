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

/** From a pool to nginx text, without I/O. Names that it defines carry the mode's, as many modes may share a policy. */
export interface Policy {
  /** One line for the command line, the report and the documents. */
  readonly summary: string
  /** The first nginx that understands its text, e.g. `1.29.6`; absent: any that the lab runs on. */
  readonly since?: string
  /** What belongs in `http { … }`: upstreams and maps. */
  upstream(pool: Pool): string
  /** What belongs in the mode's `location { … }`: `proxy_pass` and whatever is to be added to the answer. */
  location(pool: Pool): string
}
