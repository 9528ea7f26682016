/** The seam every session strategy implements: how a replica knows who is asking. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { User, Users } from '../database/users.ts'
import type { PeerStatus, PeerTopics } from '../peers/peer.ts'

/** Why a request was refused with 401. A closed set: the report groups by these words. */
export type RejectReason =
  /** No credential came with the request. */
  | 'missing'
  /** The credential cannot be read. */
  | 'malformed'
  /** Not signed by us, or changed since. */
  | 'bad-signature'
  /** Its time is over. */
  | 'expired'
  /** Its time has not come. */
  | 'not-yet-valid'
  /** A good signature on a token made for, or by, somebody else. */
  | 'wrong-audience'
  /** A good session cookie, but this replica (or its store) knows no such session. */
  | 'unknown-session'
  /** It was ended before its time, or its user is no more. */
  | 'revoked'
  /** Wrong user name or password. */
  | 'bad-credentials'

/** What `identify` found: a value, since a refusal is expected. */
export type Verdict =
  | {
      readonly ok: true
      readonly identity: User
      /** The replica that issued the credential, `null` where the client made it itself. */
      readonly issuedBy: string | null
      /** How often the session's state was written; 0 after login. */
      readonly version: number
    }
  | Refusal

/** No: answered 401. */
export interface Refusal {
  readonly ok: false
  readonly reason: RejectReason
}

/** What the answer to a login, or to a refresh, carries. Cookies are set on the reply. */
export interface Issued {
  readonly access_token?: string
  readonly refresh_token?: string
}

/** What the client asked for at login. */
export interface Wants {
  /** The credential in an HttpOnly cookie, where the strategy would otherwise answer it in the body. */
  readonly cookie: boolean
}

/** The session state the lab writes and reads back: items in the order they were written. */
export interface Cart {
  readonly items: readonly string[]
  readonly version: number
}

/** One login of a user, as it may be shown: nothing of it lets anybody in. Times in ms since 1970. */
export interface LoginEntry {
  /** Names it. Cannot be turned back into what the client sends. */
  readonly handle: string
  /** The replica that answered the login. */
  readonly issuedBy: string
  readonly startedAtMs: number
  /** Its last use, as far as that was noted. */
  readonly seenAtMs: number
  /** When it ends at the latest. */
  readonly endsAtMs: number
  /** Whether it is the one that the question came with. */
  readonly current: boolean
}

/** What keeping copies on other replicas costs, and how far behind they are. Counts are totals since the start. */
export interface ReplicationStatus {
  readonly peers: readonly (PeerStatus & {
    /** Whether all that the peer knew when it was last connected is known here. */
    readonly synchronised: boolean
  })[]
  /** Changes made here, and all that was sent to peers about this mode. */
  readonly sent: { readonly changes: number; readonly messages: number; readonly bytes: number }
  /**
   * From a change's writing on another replica until it was applied here, since the start, by both replicas' clocks;
   * `null` where none came. Changes that were missed and asked for later are not among them.
   */
  readonly lagMs: { readonly p50: number; readonly p99: number; readonly max: number } | null
  /** The same as counts. */
  readonly lagMicros: AgeCounts
  /** The part of it before a change was on its way: from its writing here until it was sent, once for each peer. */
  readonly sentMicros: AgeCounts
}

/** How many changes took longer than the bound before, and no longer than this one, µs; since the start. */
export type AgeCounts = readonly (readonly [upTo: number, count: number])[]

/** What asking the store costs: totals since the start, over all connections to it. */
export interface StoreStatus {
  /** Those that this replica sent, of connecting too; what a script runs on the server is not counted. */
  readonly commands: number
  readonly bytesSent: number
  readonly bytesReceived: number
}

/** One mode's strategy at work. A method that is absent means: this strategy cannot do that. */
export interface Strategy {
  /** `WWW-Authenticate` of this mode's 401s. */
  readonly challenge: string
  /** Gives the user a credential. Throws `StoreUnavailable`. */
  issue(request: FastifyRequest, reply: FastifyReply, user: User, wants: Wants): Promise<Issued>
  /** Who is asking. Throws `StoreUnavailable`. */
  identify(request: FastifyRequest): Verdict | Promise<Verdict>
  /** State of the session of a request that `identify` let pass. */
  readonly state?: {
    read(request: FastifyRequest): Cart | Promise<Cart>
    /** A refusal: the credential was ended while this request was on its way. */
    append(request: FastifyRequest, reply: FastifyReply, item: string): Promise<(Cart & Issued) | Refusal>
  }
  /** Renews the credential for who has the token given, or the cookie that stands for it. Throws `StoreUnavailable`. */
  refresh?(request: FastifyRequest, reply: FastifyReply, token: string | undefined): Promise<Issued | Refusal>
  /** Ends the request's credential, everywhere. */
  revoke?(request: FastifyRequest): Promise<void>
  /** Ends every credential the user was issued so far, everywhere. */
  revokeAll?(request: FastifyRequest, userId: number): Promise<void>
  /** The user's logins one by one, where somebody keeps account of them. Throws `StoreUnavailable`. */
  readonly logins?: {
    list(request: FastifyRequest, userId: number): Promise<readonly LoginEntry[]>
    /** Ends those that are chosen, everywhere; returns how many. */
    end(request: FastifyRequest, userId: number, which: (login: LoginEntry) => boolean): Promise<number>
  }
  /** Tells the browser to drop the credential; copies of it are not affected. */
  forget?(reply: FastifyReply): void
  /** How many sessions this replica holds. */
  sessionsHeld?(): number
  /** How this replica and its peers keep each other's copies. */
  replication?(): ReplicationStatus
  /** What asking the store has cost. */
  storeTraffic?(): StoreStatus
  close?(): Promise<void> | void
}

/** Signature algorithms of tokens (RFC 7518, RFC 8037). */
export const tokenAlgorithms = ['HS256', 'RS256', 'EdDSA'] as const

/** One key of tokens. */
export interface TokenKey {
  /** Names the key in the token's header. */
  readonly kid: string
  /** The only one this key is used with, whatever a token says. */
  readonly algorithm: (typeof tokenAlgorithms)[number]
  /** Private key, where it cannot be derived from the secret that the replicas share: for RS256. */
  readonly pem?: string
}

/** What a strategy is given: its mode, and the replica around it. */
export interface StrategyContext {
  /** Name of the mode, which its cookies carry: in their path, or in their name. */
  readonly mode: string
  /** Name of the replica, for `issuedBy`. */
  readonly replica: string
  readonly users: Users
  /** A secret of this mode's own for one purpose: 64 hexadecimal characters, the same on every replica. */
  key(purpose: string): string
  /** From login to the end of a session, whatever happens in between. */
  readonly sessionTtlSeconds: number
  /** A session that nobody has used for so long is over. */
  readonly sessionIdleSeconds: number
  readonly tokenTtlSeconds: number
  /** Life of an access token where a refresh token renews it. */
  readonly accessTtlSeconds: number
  /** A token is accepted for so long after its end, since the clocks of replicas may differ. */
  readonly clockToleranceSeconds: number
  /** Keys of tokens: the first signs, all verify. */
  readonly tokenKeys: readonly TokenKey[]
  /** URL of Redis or of its Sentinels, or path of its unix socket; there for every strategy whose registry entry says `needsRedis`. */
  readonly redis: string | undefined
  /** The other replicas; there for every strategy whose registry entry says `needsPeers`. */
  readonly peers: PeerTopics | undefined
  /** Whether clients come by TLS. See `cookie-terms.ts`. */
  readonly secureCookies: boolean
}

/** Builds a strategy; its plugins and hooks go into the mode's own encapsulated scope. */
export type StrategyFactory = (scope: FastifyInstance, context: StrategyContext) => Promise<Strategy>

/** The place where sessions live cannot be asked. Answered as 503: an outage never logs anybody out. */
export class StoreUnavailable extends Error {
  readonly code = 'STORE_UNAVAILABLE'
}
