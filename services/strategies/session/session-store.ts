/** Where sessions are kept: what the session cookie strategies ask of memory, peers or Redis. */

/** What is kept of one session. Whole records are written; nothing in them is changed in place. */
export interface SessionRecord {
  readonly userId: number
  /** The replica that answered the login. */
  readonly issuedBy: string
  /** How often the cart was written. */
  readonly version: number
  readonly items: readonly string[]
  /** When a request of it was last noted, in ms since 1970 (see session-activity.ts). */
  readonly seenAtMs: number
}

/** Keeps sessions by id. A store that cannot be asked throws `StoreUnavailable`; one that was asked and has none says so. */
export interface SessionStore {
  /** At once, where nobody has to be asked. */
  read(sid: string): SessionRecord | undefined | Promise<SessionRecord | undefined>
  /** Keeps the whole record until the session's end (see `endOfSession`). */
  write(sid: string, session: SessionRecord): Promise<void>
  /**
   * Adds one item without touching what others write meanwhile, and returns the session with it; nothing where the
   * session is no more. Absent: the whole record is read, changed and written.
   */
  append?(sid: string, item: string): Promise<SessionRecord | undefined>
  /** Notes that the session is in use, and changes nothing else of it; nothing where the session is no more. */
  touch(sid: string, seenAtMs: number): Promise<void>
  delete(sid: string): Promise<void>
  deleteAllOf(userId: number): Promise<void>
  /** The user's sessions that this store knows. */
  allOf(userId: number): Promise<ReadonlyMap<string, SessionRecord>>
}
