/**
 * Checks an answer: whatever was sent, it must be neither a failure nor for another user. Pure.
 *
 * Of 5xx these are right: a replica's 503, which says when to come again; its 501 where a strategy has no session state;
 * and nginx's own 501 and 505, of encodings and versions that it does not speak.
 */

import type { RawAnswer } from './answers.ts'
import type { Held } from './fuzz-credentials.ts'
import { proves } from './proof.ts'

/** What is wrong with an answer. */
export type Complaint =
  | { readonly is: 'failed'; readonly says: string }
  | { readonly is: 'forged'; readonly says: string }
  | { readonly is: 'no-http'; readonly says: string }

/** Reasons of 501 and 505 that mean what they say. */
const refusals: ReadonlySet<string> = new Set(['no-session-state', 'not-implemented', 'http-version-not-supported'])

/** @param sent the bytes that were sent, one character each */
export function judgeAnswer({ status, headers, body }: RawAnswer, sent: string, held: Held): Complaint | undefined {
  const says = `${status} ${body.slice(0, 300)}`
  if (status >= 500) return isDeliberate(status, headers, body) ? undefined : { is: 'failed', says }
  if (status >= 300) return undefined
  const { identity, isPublic } = readBody(status, body)
  return isPublic || proves(sent, held, identity) ? undefined : { is: 'forged', says }
}

/** Bytes without HTTP framing: correct only for a request without a version (HTTP/0.9), and must not name a user. */
export function judgeRest(rest: string, sent: string): Complaint | undefined {
  const isOld = !/^[^\r\n]* HTTP\/\d/.test(sent) || /GET \S*\r?\n/.test(sent) // also as the second on its connection
  if (rest === '' || rest.startsWith('HTTP/1.') || (isOld && !rest.includes('"issuedBy"'))) return undefined
  return { is: 'no-http', says: rest.slice(0, 300) }
}

function isDeliberate(status: number, headers: RawAnswer['headers'], body: string): boolean {
  if (status === 503) return headers['retry-after'] !== undefined
  if (status === 501 && body === '') return true // to HEAD, which brings no reason
  return refusals.has(/"reason":"([^"]*)"/.exec(body)?.[1] ?? '')
}

/** The user that the answer names; health pages and empty answers are public. */
function readBody(status: number, body: string): { readonly identity?: string; readonly isPublic: boolean } {
  if (status !== 204 && (body === '' || /^\{"status":"(ok|ready)"/.test(body))) return { isPublic: true }
  const identity = /^\{"user":\{[^}]*"name":"([^"]*)"|^\{"id":\d+,"name":"([^"]*)"/.exec(body)
  const name = identity?.[1] ?? identity?.[2]
  return { isPublic: false, ...(name !== undefined && { identity: name }) }
}
