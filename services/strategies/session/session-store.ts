/** The seam of session stores: memory, peers or Redis, for the strategies with a session cookie. */

/** The stored data of one session. Records are immutable and written as a whole. */
export interface SessionRecord {
  readonly userId: number
  /** The replica that answered the login. */
  readonly issuedBy: string
  /** How often the cart was written. */
  readonly version: number
  readonly items: readonly string[]
  /** When a request of the session was last recorded, in ms since 1970 (see session-activity.ts). */
  readonly seenAtMs: number
}

/** Stores sessions by id. Methods throw `StoreUnavailable` if the store does not answer. */
export interface SessionStore {
  /** Synchronous in stores that need no I/O. */
  read(sid: string): SessionRecord | undefined | Promise<SessionRecord | undefined>
  /** Stores the whole record until the session's end (see `endOfSession`). */
  write(sid: string, session: SessionRecord): Promise<void>
  /**
   * Adds one item without overwriting concurrent writes, and returns the session with it; undefined if the session does not
   * exist any more. Absent: the whole record is read, changed and written.
   */
  append?(sid: string, item: string): Promise<SessionRecord | undefined>
  /** Records that the session is in use, and changes nothing else; does nothing if the session does not exist any more. */
  touch(sid: string, seenAtMs: number): Promise<void>
  delete(sid: string): Promise<void>
  deleteAllOf(userId: number): Promise<void>
  /** The user's sessions in this store. */
  allOf(userId: number): Promise<ReadonlyMap<string, SessionRecord>>
}
