/** The handshake by which two peers prove that they know the secret without sending it: HMACs over both nonces. */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'

/** First message of the acceptor. */
export interface Challenge {
  readonly protocol: typeof protocol
  readonly nonce: string
}

/** Answer of the caller: its name, and the proof. */
export interface Response {
  readonly name: string
  readonly nonce: string
  readonly proof: string
}

/** Last message of the acceptor: its name and proof, or why it refuses the caller. */
export type Acceptance = { readonly name: string; readonly proof: string } | { readonly refused: RefusalReason }

/** Why a peer is refused. */
export type RefusalReason = 'wrong-secret' | 'same-name' | 'no-peer'

const protocol = 'lab-peer/1'

/** Each connection has its own nonce, so that a proof cannot be replayed on another one. */
export function createChallenge(): Challenge {
  return { protocol, nonce: randomBytes(16).toString('hex') }
}

/** The caller's response to a challenge. Throws if the message is not a challenge. */
export function respond(key: string, name: string, challenge: unknown): Response {
  if (textOf(challenge, 'protocol') !== protocol) throw new Error(`[peers] expected ${protocol}`)
  const nonce = randomBytes(16).toString('hex')
  return { name, nonce, proof: proofOf(key, 'caller', [textOf(challenge, 'nonce'), nonce, name]) }
}

/** The acceptor's answer to a response: a proof if it accepts the caller. */
export function accept(key: string, name: string, challenge: Challenge, response: unknown): Acceptance {
  const [caller, nonce] = [textOf(response, 'name'), textOf(response, 'nonce')]
  if (!caller || !nonce) return { refused: 'no-peer' }
  const expected = proofOf(key, 'caller', [challenge.nonce, nonce, caller])
  if (!isEqual(textOf(response, 'proof'), expected)) return { refused: 'wrong-secret' }
  if (caller === name) return { refused: 'same-name' }
  return { name, proof: proofOf(key, 'called', [challenge.nonce, nonce, caller, name]) }
}

/** Why the connection failed for the caller: refused by the acceptor, or an invalid proof; undefined if all is well. */
export function whyNotAccepted(
  key: string,
  expectedName: string,
  challenge: unknown,
  response: Response,
  answer: unknown,
): string | undefined {
  const refused = textOf(answer, 'refused')
  if (refused) return `it refuses this replica: ${refused}`
  const name = textOf(answer, 'name')
  const expected = proofOf(key, 'called', [textOf(challenge, 'nonce'), response.nonce, response.name, name])
  if (!isEqual(textOf(answer, 'proof'), expected)) return 'wrong-secret'
  return name === expectedName ? undefined : `it is ${name}`
}

/** Each side signs with its own role, so that a proof cannot be reflected to its sender. */
function proofOf(key: string, role: 'caller' | 'called', parts: readonly string[]): string {
  return createHmac('sha256', Buffer.from(key, 'hex'))
    .update(JSON.stringify([protocol, role, ...parts]))
    .digest('hex')
}

function isEqual(actual: string, expected: string): boolean {
  const [a, b] = [Buffer.from(actual), Buffer.from(expected)]
  return a.length === b.length && timingSafeEqual(a, b)
}

/** A text field of an unchecked message; empty if it is missing. */
export function textOf(message: unknown, field: string): string {
  const value: unknown = typeof message === 'object' && message !== null ? Reflect.get(message, field) : undefined
  return typeof value === 'string' ? value : ''
}
