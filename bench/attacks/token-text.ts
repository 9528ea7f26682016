/** Takes tokens apart and puts them together, rightly and wrongly (RFC 7515, section 3). Pure. */

import { createHmac, type KeyLike, sign } from 'node:crypto'

export type Json = Readonly<Record<string, unknown>>

/** Makes the signature of `header.payload`. */
export type Signature = (input: string) => Buffer

/** One part of a token: a value as JSON, a text as it is. */
export function partOf(value: unknown): string {
  return Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url')
}

/** The three parts of a token. */
export function partsOf(token: string): {
  readonly header: string
  readonly payload: string
  readonly signature: string
} {
  const [header = '', payload = '', signature = ''] = token.split('.')
  return { header, payload, signature }
}

/** What a part says. */
export function read(part: string): Json {
  return JSON.parse(Buffer.from(part, 'base64url').toString()) as Json
}

/** The same token with some of its parts replaced by other texts. */
export function withParts(token: string, changes: Partial<ReturnType<typeof partsOf>>): string {
  const { header, payload, signature } = { ...partsOf(token), ...changes }
  return `${header}.${payload}.${signature}`
}

/** The same signature under other claims. A claim that is undefined is left out. */
export function withClaims(token: string, changes: Json): string {
  const { payload } = partsOf(token)
  return withParts(token, { payload: partOf({ ...read(payload), ...changes }) })
}

/** The token under another header, signed anew. */
export function resigned(token: string, changes: Json, signature: Signature): string {
  const { header, payload } = partsOf(token)
  return signed({ ...read(header), ...changes }, read(payload), signature)
}

/** @param header a value, or the JSON text itself where that is to be strange; `claims` likewise */
export function signed(header: unknown, claims: unknown, signature: Signature): string {
  const input = `${partOf(header)}.${partOf(claims)}`
  return `${input}.${signature(input).toString('base64url')}`
}

export const hmac =
  (secret: KeyLike, hash = 'sha256'): Signature =>
  (input) =>
    createHmac(hash, secret as string)
      .update(input)
      .digest()

/** By a private key of RSA or, without a hash, Ed25519. */
export const byPrivateKey =
  (key: KeyLike, hash: 'sha256' | null): Signature =>
  (input) =>
    sign(hash, Buffer.from(input), key)

export const noSignature: Signature = () => Buffer.alloc(0)
