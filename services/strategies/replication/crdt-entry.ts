/** A CRDT entry: what a replica knows of one session, and how it merges what other replicas know. Pure. */
import { hashOf } from './digest.ts'

/** When and where something was written: unique, and later than every stamp that its replica had seen. µs since 1970, replica. */
export type Stamp = readonly [micros: number, replica: string]

/** The login that made a session. */
export interface Login {
  readonly userId: number
  readonly issuedBy: string
  readonly at: Stamp
}

/** One item of the cart, with the stamp that makes it unique and gives it its place. */
export type StampedItem = readonly [item: string, micros: number, replica: string]

/** A change of one session: any part of it. */
export interface SessionChange {
  readonly sid: string
  readonly login?: Login
  readonly items?: readonly StampedItem[]
  /** When the session was last seen, µs since 1970. */
  readonly seenMicros?: number
  /** Logged out: overrides everything else of this session, whenever that was written and whenever it arrives. */
  readonly ended?: true
  /** When it was logged out, to measure the lag; absent in changes that a peer had missed. */
  readonly endedAt?: Stamp
}

/** A replica's whole state of one session. */
export interface CrdtEntry {
  readonly login?: Login
  /** By time, then by replica: the same order on every replica, whatever order they arrived in. */
  readonly items: readonly StampedItem[]
  /** The latest time that any replica has recorded; 0 if only the login was seen. */
  readonly seenMicros: number
  readonly ended: boolean
  /** XOR of the hashes of all of the above: equal if and only if the entries are equal (except for a collision, 2⁻³²). */
  readonly hash: number
}

const maxItemsPerChange = 200

const nothing: CrdtEntry = { items: [], seenMicros: 0, ended: false, hash: 0 }

/** Negative if the first stamp is earlier. */
export function compareStamps([aMicros, aReplica]: Stamp, [bMicros, bReplica]: Stamp): number {
  return aMicros - bMicros || (aReplica < bReplica ? -1 : aReplica > bReplica ? 1 : 0)
}

const compareItems = ([, aMicros, aReplica]: StampedItem, [, bMicros, bReplica]: StampedItem) =>
  compareStamps([aMicros, aReplica], [bMicros, bReplica])

/**
 * Merges a change into an entry; returns the same object if the change contains nothing new. Commutative, associative and
 * idempotent: an end overrides everything, items are only added, the earlier of two logins wins, and the later of two
 * times.
 */
export function join(known: CrdtEntry | undefined, change: SessionChange): CrdtEntry {
  const entry = known ?? nothing
  if (entry.ended) return entry
  if (change.ended) return { items: [], seenMicros: 0, ended: true, hash: hashOf(`${change.sid} ended`) }
  const withLogin = change.login ? joinLogin(entry, change.sid, change.login) : entry
  const withMoment = joinMoment(withLogin, change.sid, change.seenMicros ?? 0)
  return (change.items ?? []).reduce((joined, item) => joinItem(joined, change.sid, item), withMoment)
}

function joinMoment(entry: CrdtEntry, sid: string, seenMicros: number): CrdtEntry {
  if (seenMicros <= entry.seenMicros) return entry
  const before = entry.seenMicros === 0 ? 0 : hashOfMoment(sid, entry.seenMicros)
  return { ...entry, seenMicros, hash: (entry.hash ^ before ^ hashOfMoment(sid, seenMicros)) >>> 0 }
}

function joinLogin(entry: CrdtEntry, sid: string, login: Login): CrdtEntry {
  if (entry.login && compareStamps(entry.login.at, login.at) <= 0) return entry
  const before = entry.login ? hashOfLogin(sid, entry.login) : 0
  return { ...entry, login, hash: (entry.hash ^ before ^ hashOfLogin(sid, login)) >>> 0 }
}

function joinItem(entry: CrdtEntry, sid: string, item: StampedItem): CrdtEntry {
  // Searches from the end, since the item is nearly always the newest.
  let place = entry.items.length
  for (; place > 0; place--) {
    const order = compareItems(entry.items[place - 1] as StampedItem, item)
    if (order === 0) return entry
    if (order < 0) break
  }
  const hash = (entry.hash ^ hashOf(`${sid} ${item[1]} ${item[2]}`)) >>> 0
  return { ...entry, items: entry.items.toSpliced(place, 0, item), hash }
}

/** The changes that recreate the entry from nothing; a long cart is split into several. */
export function* changesOf(sid: string, { login, items, seenMicros, ended }: CrdtEntry): Generator<SessionChange> {
  if (ended) yield { sid, ended }
  else if (login && items.length === 0) yield { sid, login }
  if (seenMicros > 0) yield { sid, seenMicros }
  for (let from = 0; from < items.length; from += maxItemsPerChange) {
    yield { sid, ...(login && { login }), items: items.slice(from, from + maxItemsPerChange) }
  }
}

const hashOfMoment = (sid: string, seenMicros: number) => hashOf(`${sid} seen ${seenMicros}`)
const hashOfLogin = (sid: string, { at: [micros, replica] }: Login) => hashOf(`${sid} login ${micros} ${replica}`)
