/** One replica's copy of all sessions of a cluster mode: replicas that received the same changes have the same state. */

import { endOfSession } from '../session/session-id.ts'
import type { SessionRecord } from '../session/session-store.ts'
import {
  type CrdtEntry,
  changesOf,
  compareStamps,
  join,
  type Login,
  type SessionChange,
  type Stamp,
} from './crdt-entry.ts'
import { bucketCount, hashOf } from './digest.ts'
import { createClusterClock, systemMicros } from './hybrid-clock.ts'

/** Ends every session of the user that began no later than this, even one that arrives afterwards. */
export interface LogoutAllChange {
  readonly userId: number
  readonly endedAt: Stamp
}

/** What replicas send each other. */
export type Change = SessionChange | LogoutAllChange

/** One replica's state. Each method that writes returns the change to send to the others. */
export interface ClusterState {
  create(sid: string, session: Omit<SessionRecord, 'seenAtMs'>): Change
  /** Returns undefined if the session does not exist (any more). */
  append(sid: string, item: string): Change | undefined
  /** Records when the session was seen; returns undefined if it does not exist (any more). */
  touch(sid: string, seenAtMs: number): Change | undefined
  end(sid: string): Change
  endAllOf(userId: number): Change
  /** Applies a change of another replica: in any order, any number of times. */
  apply(change: Change): void
  read(sid: string): SessionRecord | undefined
  /** The user's valid sessions. */
  allOf(userId: number): ReadonlyMap<string, SessionRecord>
  /** One number for each bucket of sessions, and one for the logout-alls: equal if the states are. */
  digest(): Uint32Array
  /** All changes in the buckets where `theirs` differs, bucket by bucket; long carts in several changes. */
  differing(theirs: Uint32Array): Generator<Change>
  /** Removes sessions and tombstones that have expired. */
  forgetEnded(): void
  /** The number of valid sessions. */
  count(): number
}

export interface ClusterStateOptions {
  /** This replica's name: part of every stamp it makes. */
  readonly replica: string
  readonly sessionTtlSeconds: number
  /** The time in µs since 1970. */
  readonly nowMicros?: () => number
}

/** The index of the logout-alls in a digest. */
const logoutAllBucket = bucketCount
/** The length of a digest. */
export const digestLength = bucketCount + 1

/**
 * How long sessions and tombstones are kept after the session's end. A tombstone thus outlives every change that could
 * restore its session, as long as the clocks of any two replicas differ by less.
 */
const graceMs = 60_000

/** An empty state. */
export function createClusterState(options: ClusterStateOptions): ClusterState {
  const { replica, sessionTtlSeconds, nowMicros = systemMicros } = options
  const buckets: (Map<string, CrdtEntry> | undefined)[] = []
  const digest = new Uint32Array(digestLength)
  const logoutAlls = new Map<number, Stamp>()
  /** Session ids by the second in which they end, so that expired ones are found without a full scan. */
  const sidsByEnd = new Map<number, string[]>()
  const { stamp, see } = createClusterClock(replica, nowMicros)

  const nowMs = () => nowMicros() / 1000
  const isForgotten = (endMs: number) => !(endMs + graceMs > nowMs())
  const bucketIndexOf = (sid: string) => hashOf(sid) % bucketCount
  const entryOf = (sid: string) => buckets[bucketIndexOf(sid)]?.get(sid)

  function applyToSession(change: SessionChange): void {
    const { sid, login, items = [], endedAt } = change
    if (login) see(login.at[0])
    if (endedAt) see(endedAt[0])
    for (const [, micros] of items) see(micros)
    const endMs = endOfSession(sid)
    if (isForgotten(endMs)) return
    const index = bucketIndexOf(sid)
    const bucket = buckets[index] ?? new Map<string, CrdtEntry>()
    buckets[index] = bucket
    const before = bucket.get(sid)
    const after = join(before, change)
    if (after === before) return
    digest[index] = (digest[index] as number) ^ (before?.hash ?? 0) ^ after.hash
    bucket.set(sid, after)
    if (before) return
    const sids = sidsByEnd.get(endMs)
    if (sids) sids.push(sid)
    else sidsByEnd.set(endMs, [sid])
  }

  const hashOfLogoutAll = (userId: number, [micros, by]: Stamp) => hashOf(`${userId} ${micros} ${by}`)
  const endOfLogoutAll = ([micros]: Stamp) => micros / 1000 + sessionTtlSeconds * 1000

  function applyLogoutAll({ userId, endedAt }: LogoutAllChange): void {
    see(endedAt[0])
    const before = logoutAlls.get(userId)
    if (isForgotten(endOfLogoutAll(endedAt)) || (before && compareStamps(before, endedAt) >= 0)) return
    const replaced = before ? hashOfLogoutAll(userId, before) : 0
    digest[logoutAllBucket] = (digest[logoutAllBucket] as number) ^ replaced ^ hashOfLogoutAll(userId, endedAt)
    logoutAlls.set(userId, endedAt)
  }

  function apply<C extends Change>(change: C): C {
    if ('sid' in change) applyToSession(change)
    else applyLogoutAll(change)
    return change
  }

  /** The login of a valid session. */
  function liveLogin(sid: string, entry: CrdtEntry | undefined): Login | undefined {
    const login = entry?.login
    if (!login || !(endOfSession(sid) > nowMs())) return undefined
    const endedAt = logoutAlls.get(login.userId)
    return endedAt && compareStamps(login.at, endedAt) <= 0 ? undefined : login
  }

  function forgetSession(sid: string): void {
    const index = bucketIndexOf(sid)
    digest[index] = (digest[index] as number) ^ (entryOf(sid)?.hash ?? 0)
    buckets[index]?.delete(sid)
  }

  function* allOf(index: number): Generator<Change> {
    if (index === logoutAllBucket) for (const [userId, endedAt] of logoutAlls) yield { userId, endedAt }
    else for (const [sid, entry] of buckets[index] ?? []) yield* changesOf(sid, entry)
  }

  function read(sid: string): SessionRecord | undefined {
    const entry = entryOf(sid)
    const login = liveLogin(sid, entry)
    if (!entry || !login) return undefined
    const items = entry.items.map(([item]) => item)
    const seenAtMs = Math.max(login.at[0], entry.seenMicros) / 1000
    return { userId: login.userId, issuedBy: login.issuedBy, version: items.length, items, seenAtMs }
  }

  return {
    create: (sid, { userId, issuedBy, items }) => {
      const login: Login = { userId, issuedBy, at: stamp() }
      return apply({ sid, login, items: items.map((item) => [item, ...stamp()] as const) })
    },
    append: (sid, item) =>
      liveLogin(sid, entryOf(sid)) ? apply({ sid, items: [[item, ...stamp()] as const] }) : undefined,
    touch: (sid, seenAtMs) => (liveLogin(sid, entryOf(sid)) ? apply({ sid, seenMicros: seenAtMs * 1000 }) : undefined),
    end: (sid) => apply({ sid, ended: true, endedAt: stamp() }),
    endAllOf: (userId) => apply({ userId, endedAt: stamp() }),
    apply: (change) => void apply(change),
    read,
    allOf: (userId) => {
      const found = new Map<string, SessionRecord>()
      for (const bucket of buckets) {
        for (const sid of bucket?.keys() ?? []) {
          const record = read(sid)
          if (record?.userId === userId) found.set(sid, record)
        }
      }
      return found
    },
    digest: () => digest.slice(),
    *differing(theirs) {
      for (let index = 0; index < digestLength; index++) if (digest[index] !== theirs[index]) yield* allOf(index)
    },
    forgetEnded: () => {
      for (const [endMs, sids] of sidsByEnd) {
        if (!isForgotten(endMs)) continue
        for (const sid of sids) forgetSession(sid)
        sidsByEnd.delete(endMs)
      }
      for (const [userId, endedAt] of logoutAlls) {
        if (!isForgotten(endOfLogoutAll(endedAt))) continue
        digest[logoutAllBucket] = (digest[logoutAllBucket] as number) ^ hashOfLogoutAll(userId, endedAt)
        logoutAlls.delete(userId)
      }
    },
    count: () => {
      let count = 0
      for (const bucket of buckets) for (const [sid, entry] of bucket ?? []) if (liveLogin(sid, entry)) count++
      return count
    },
  }
}
