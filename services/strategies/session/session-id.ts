/** Session ids: 144 random bits and the time the session ends, so that every replica can distinguish expired from unknown ones. */
import { randomBytes } from 'node:crypto'

/** A new id of a session that ends `ttlSeconds` from now, e.g. `kJ2…9w.mh3x1c`. The cookie's signature covers the whole id. */
export function createSessionId(ttlSeconds: number): string {
  const endsAtSeconds = Math.ceil(Date.now() / 1000) + ttlSeconds
  return `${randomBytes(18).toString('base64url')}.${endsAtSeconds.toString(36)}`
}

/** When the session ends, in ms since 1970; `NaN` for a text that is not a session id. */
export function endOfSession(sid: string): number {
  return Number.parseInt(sid.slice(sid.indexOf('.') + 1), 36) * 1000
}
