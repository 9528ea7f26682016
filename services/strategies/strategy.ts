/** The seam of session strategies: how a replica issues credentials and identifies the user of a request. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { User, Users } from '../database/users.ts'
import type { PeerStatus, PeerTopics } from '../peers/peer.ts'

/** Why a request was refused with 401. A closed set: the report groups by these words. */
export type RejectReason =
  /** No credential came with the request. */
  | 'missing'
  /** The credential cannot be read. */
  | 'malformed'
  /** Not signed with the lab's key, or changed since. */
  | 'bad-signature'
  /** The credential has expired. */
  | 'expired'
  /** The credential is not valid yet. */
  | 'not-yet-valid'
  /** A good signature on a token for another audience or by another issuer. */
  | 'wrong-audience'
  /** The signature of the session cookie is good, but this replica (or its store) has no such session. */
  | 'unknown-session'
  /** The credential was ended before it expired, or its user does not exist any more. */
  | 'revoked'
  /** Wrong user name or password. */
  | 'bad-credentials'

/** The result of `identify`: a value, since refusals are expected. */
export type Verdict =
  | {
      readonly ok: true
      readonly identity: User
      /** The replica that issued the credential, `null` if the client makes it itself. */
      readonly issuedBy: string | null
      /** How often the session's state was written; 0 after login. */
      readonly version: number
    }
  | Refusal

/** A refused credential, answered with 401. */
export interface Refusal {
  readonly ok: false
  readonly reason: RejectReason
}

/** The credentials in the body of the answer to a login or a refresh. Cookies are set on the reply. */
export interface Issued {
  readonly access_token?: string
  readonly refresh_token?: string
}

/** Options of the login request. */
export interface LoginOptions {
  /** Return the credential in an HttpOnly cookie, if the strategy would otherwise return it in the body. */
  readonly cookie: boolean
}

/** The session state the lab writes and reads back: items in the order they were written. */
export interface Cart {
  readonly items: readonly string[]
  readonly version: number
}

/** One login of a user, for display: contains no credential. Times in ms since 1970. */
export interface LoginEntry {
  /** Identifies the login. The credential cannot be derived from it. */
  readonly handle: string
  /** The replica that answered the login. */
  readonly issuedBy: string
  readonly startedAtMs: number
  /** Its last recorded use. */
  readonly seenAtMs: number
  /** When it expires. */
  readonly endsAtMs: number
  /** Whether it is the login of the present request. */
  readonly current: boolean
}

/** Cost and lag of the copies on other replicas. Counts are totals since the start. */
export interface ReplicationStatus {
  readonly peers: readonly (PeerStatus & {
    /** Whether this replica has received all state that the peer had when it last connected. */
    readonly synchronised: boolean
  })[]
  /** Changes made on this replica, and everything sent to peers about this mode. */
  readonly sent: { readonly changes: number; readonly messages: number; readonly bytes: number }
  /**
   * From the write of a change on another replica until it was applied here, since the start, by both replicas' clocks;
   * `null` without any change. Does not include changes that anti-entropy delivered.
   */
  readonly lagMs: { readonly p50: number; readonly p99: number; readonly max: number } | null
  /** The same, as counts. */
  readonly lagMicros: AgeCounts
  /** The sender's part of it: from the write of a change here until it was sent, once for each peer. */
  readonly sentMicros: AgeCounts
}

/** How many changes took longer than the previous bound and at most this one, in µs, since the start. */
export type AgeCounts = readonly (readonly [upTo: number, count: number])[]

/** Traffic to the store: totals since the start, over all connections. */
export interface StoreStatus {
  /** Commands that this replica sent, those of connecting included; commands inside scripts are not counted. */
  readonly commands: number
  readonly bytesSent: number
  readonly bytesReceived: number
}

/** Use of the cache of verified tokens: totals since the start. */
export interface TokenCacheStatus {
  /** Tokens found valid. */
  readonly verified: number
  /** How many of these fast-jwt took from its cache. */
  readonly hits: number
}

/** One mode's strategy at work. A strategy that lacks an optional method cannot do that. */
export interface Strategy {
  /** `WWW-Authenticate` of this mode's 401s. */
  readonly challenge: string
  /** Issues a credential to the user. Throws `StoreUnavailable`. */
  issue(request: FastifyRequest, reply: FastifyReply, user: User, options: LoginOptions): Promise<Issued>
  /** Identifies the user of a request. Throws `StoreUnavailable`. */
  identify(request: FastifyRequest): Verdict | Promise<Verdict>
  /** Session state of an identified request. */
  readonly state?: {
    read(request: FastifyRequest): Cart | Promise<Cart>
    /** Returns a refusal if the credential was ended while this request was being processed. */
    append(request: FastifyRequest, reply: FastifyReply, item: string): Promise<(Cart & Issued) | Refusal>
  }
  /** Renews the credential in exchange for the token, or for the cookie that holds it. Throws `StoreUnavailable`. */
  refresh?(request: FastifyRequest, reply: FastifyReply, token: string | undefined): Promise<Issued | Refusal>
  /** Ends the request's credential on all replicas. */
  revoke?(request: FastifyRequest): Promise<void>
  /** Ends every credential issued to the user so far, on all replicas. */
  revokeAll?(request: FastifyRequest, userId: number): Promise<void>
  /** The user's single logins, if they are stored anywhere. Throws `StoreUnavailable`. */
  readonly logins?: {
    list(request: FastifyRequest, userId: number): Promise<readonly LoginEntry[]>
    /** Ends the selected logins on all replicas; returns how many. */
    end(request: FastifyRequest, userId: number, which: (login: LoginEntry) => boolean): Promise<number>
  }
  /** Deletes the credential's cookies in the browser; copies are not affected. */
  forget?(reply: FastifyReply): void
  /** The number of sessions on this replica. */
  sessionsHeld?(): number
  /** The state of replication with the peers. */
  replication?(): ReplicationStatus
  /** The traffic to the store. */
  storeTraffic?(): StoreStatus
  /** What the cache of verified tokens was worth; absent without one. */
  tokenCache?(): TokenCacheStatus
  close?(): Promise<void> | void
}

/** Signature algorithms of tokens (RFC 7518, RFC 8037). */
export const tokenAlgorithms = ['HS256', 'RS256', 'EdDSA'] as const

/**
 * What a session cookie becomes if the answering replica does not know its session. Three habits of real stacks: it is cleared
 * (@fastify/session without `saveUninitialized`), overwritten by the cookie of a new, anonymous session (@fastify/session and
 * express-session with it, their default), or kept (express-session without it).
 */
export const unknownCookies = ['cleared', 'overwritten', 'kept'] as const
export type UnknownCookie = (typeof unknownCookies)[number]

/** A key for tokens. */
export interface TokenKey {
  /** The key id, in the token's header. */
  readonly kid: string
  /** The only algorithm that this key is used with, even if a token names another. */
  readonly algorithm: (typeof tokenAlgorithms)[number]
  /** Private key for RS256; keys of the other algorithms are derived from the replicas' shared secret. */
  readonly pem?: string
}

/** The context of a strategy: its mode and its replica. */
export interface StrategyContext {
  /** Name of the mode, which is part of its cookies' paths or names. */
  readonly mode: string
  /** Name of the replica, for `issuedBy`. */
  readonly replica: string
  readonly users: Users
  /** A key of this mode for one purpose: 64 hexadecimal characters, the same on every replica. */
  key(purpose: string): string
  /** The absolute lifetime of a session from its login. */
  readonly sessionTtlSeconds: number
  /** A session without requests for this time expires. */
  readonly sessionIdleSeconds: number
  readonly tokenTtlSeconds: number
  /** Lifetime of an access token that a refresh token renews. */
  readonly accessTtlSeconds: number
  /** How long a token is accepted after its expiry, since the clocks of replicas may differ. */
  readonly clockToleranceSeconds: number
  /** Keys for tokens: the first signs, all verify. */
  readonly tokenKeys: readonly TokenKey[]
  /** URL of Redis or of its Sentinels, or path of its unix socket; present for strategies with `needsRedis` in the registry. */
  readonly redis: string | undefined
  /** The peer channel; present for strategies with `needsPeers` in the registry. */
  readonly peers: PeerTopics | undefined
  /** Whether clients connect by TLS. See `cookie-terms.ts`. */
  readonly secureCookies: boolean
  /** What the client's cookie becomes if it names a session that this replica does not know. */
  readonly unknownCookie: UnknownCookie
  /** How many verified tokens fast-jwt remembers; 0 for none, as is its default. */
  readonly tokenCache: number
}

/** Creates a strategy; registers its plugins and hooks in the mode's own encapsulated scope. */
export type StrategyFactory = (scope: FastifyInstance, context: StrategyContext) => Promise<Strategy>

/** The session store does not answer. Answered with 503, so that an outage logs no user out. */
export class StoreUnavailable extends Error {
  readonly code = 'STORE_UNAVAILABLE'
}
