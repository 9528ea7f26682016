/**
 * Makes keys, tokens and cookies from the secret that the replicas share, as an insider could. Implemented independently of
 * the replicas' code. Valid signatures let a forger reach the checks that follow the signature check; a control, which must
 * be accepted, shows that the key is the right one.
 */

import { createHmac, createPrivateKey, createPublicKey, hkdfSync, type KeyObject } from 'node:crypto'
import { byPrivateKey, hmac, type Json, partsOf, read, type Signature, signed } from './token-text.ts'

/** What comes before the 32 bytes of an Ed25519 private key in PKCS #8 (RFC 8410, section 7). */
const ed25519Pkcs8Prefix = Buffer.from('302e020100300506032b657004220420', 'hex')

export interface Insider {
  /** The key of one purpose, e.g. `redis:session-cookie`: HKDF-SHA-256 (RFC 5869) of the secret, as hexadecimal. */
  key(purpose: string): string
  /** The secret itself. */
  readonly secret: string
  /** A token with this one's header and claims but for the changes, signed as the deployment would. */
  token(mode: string, token: string, claims: Json, header?: Json): string
  /** What signs the tokens of a mode under a key id. */
  signatureOf(mode: string, algorithm: string, kid: string): Signature
  /** The public key by which tokens are verified, in PEM; undefined where they are signed with a secret. */
  publicKeyOf(mode: string, token: string): string | undefined
  /** A session cookie's value for any session id. */
  cookie(mode: string, sid: string): string
}

/** @param pem the private key of RS256, which no secret can tell */
export function createInsider(secret: string, pem?: string): Insider {
  const key = (purpose: string) =>
    Buffer.from(hkdfSync('sha256', secret, 'session-scaling-lab', purpose, 32)).toString('hex')

  function privateKeyOf(mode: string, algorithm: string, kid: string): KeyObject | undefined {
    if (algorithm === 'RS256' && pem !== undefined) return createPrivateKey(pem)
    if (algorithm !== 'EdDSA') return undefined
    const der = Buffer.concat([ed25519Pkcs8Prefix, Buffer.from(key(`${mode}:token:EdDSA:${kid}`), 'hex')])
    return createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })
  }

  function signatureOf(mode: string, algorithm: string, kid: string): Signature {
    const privateKey = privateKeyOf(mode, algorithm, kid)
    if (privateKey === undefined) return hmac(key(`${mode}:token:${algorithm}:${kid}`))
    return byPrivateKey(privateKey, algorithm === 'RS256' ? 'sha256' : null)
  }

  return {
    key,
    secret,
    signatureOf,
    token: (mode, token, claims, header = {}) => {
      const { header: before, payload } = partsOf(token)
      const { alg, kid } = read(before)
      const sign = signatureOf(mode, String(alg), String(kid))
      return signed({ ...read(before), ...header }, { ...read(payload), ...claims }, sign)
    },
    publicKeyOf: (mode, token) => {
      const { alg, kid } = read(partsOf(token).header)
      const privateKey = privateKeyOf(mode, String(alg), String(kid))
      return privateKey && createPublicKey(privateKey).export({ format: 'pem', type: 'spki' }).toString()
    },
    cookie: (mode, sid) => signedCookie(sid, key(`${mode}:session-cookie`)),
  }
}

/** `<sid>.<HMAC>` in base64 without padding, as cookie-signature writes it. */
export function signedCookie(sid: string, key: string, hash = 'sha256'): string {
  return `${sid}.${createHmac(hash, key).update(sid).digest('base64').replaceAll('=', '')}`
}
