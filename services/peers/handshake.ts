/** How two peers prove to each other that they know the secret, without sending it: HMAC over both sides' nonces. */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'

/** First message of who was called. */
export interface Challenge {
  readonly protocol: typeof protocol
  readonly nonce: string
}

/** Answer of who calls: its name, and the proof. */
export interface Response {
  readonly name: string
  readonly nonce: string
  readonly proof: string
}

/** Last message of who was called: its own name and proof, or why the caller is turned away. */
export type Welcome = { readonly name: string; readonly proof: string } | { readonly refused: RefusalReason }

/** Why a peer is turned away. */
export type RefusalReason = 'wrong-secret' | 'same-name' | 'no-peer'

const protocol = 'lab-peer/1'

/** A nonce is drawn for each connection, so that no proof is good for another one. */
export function createChallenge(): Challenge {
  return { protocol, nonce: randomBytes(16).toString('hex') }
}

/** What the caller sends for a challenge. Throws where that is none. */
export function respond(key: string, name: string, challenge: unknown): Response {
  if (textOf(challenge, 'protocol') !== protocol) throw new Error(`[peers] expected ${protocol}`)
  const nonce = randomBytes(16).toString('hex')
  return { name, nonce, proof: proofOf(key, 'caller', [textOf(challenge, 'nonce'), nonce, name]) }
}

/** What the called one answers; the caller is in where it has a proof. */
export function welcome(key: string, name: string, challenge: Challenge, response: unknown): Welcome {
  const [caller, nonce] = [textOf(response, 'name'), textOf(response, 'nonce')]
  if (!caller || !nonce) return { refused: 'no-peer' }
  const expected = proofOf(key, 'caller', [challenge.nonce, nonce, caller])
  if (!isEqual(textOf(response, 'proof'), expected)) return { refused: 'wrong-secret' }
  if (caller === name) return { refused: 'same-name' }
  return { name, proof: proofOf(key, 'called', [challenge.nonce, nonce, caller, name]) }
}

/** Why the caller does not trust, or was not trusted by, the one it called; nothing where all is well. */
export function whyNotWelcome(
  key: string,
  expectedName: string,
  challenge: unknown,
  response: Response,
  answer: unknown,
): string | undefined {
  const refused = textOf(answer, 'refused')
  if (refused) return `it refuses us: ${refused}`
  const name = textOf(answer, 'name')
  const expected = proofOf(key, 'called', [textOf(challenge, 'nonce'), response.nonce, response.name, name])
  if (!isEqual(textOf(answer, 'proof'), expected)) return 'wrong-secret'
  return name === expectedName ? undefined : `it is ${name}`
}

/** Each side signs under a role of its own, so that nobody's proof can be thrown back at him. */
function proofOf(key: string, role: 'caller' | 'called', parts: readonly string[]): string {
  return createHmac('sha256', Buffer.from(key, 'hex'))
    .update(JSON.stringify([protocol, role, ...parts]))
    .digest('hex')
}

function isEqual(actual: string, expected: string): boolean {
  const [a, b] = [Buffer.from(actual), Buffer.from(expected)]
  return a.length === b.length && timingSafeEqual(a, b)
}

/** A text field of a message that may be anything; empty where it is missing. */
export function textOf(message: unknown, field: string): string {
  const value: unknown = typeof message === 'object' && message !== null ? Reflect.get(message, field) : undefined
  return typeof value === 'string' ? value : ''
}
