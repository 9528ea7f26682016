/** The keys for tokens: one for each key id, each for one algorithm only. */
import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto'
import type { TokenKey } from '../strategy.ts'

/** A key as @fastify/jwt takes it: a secret, or a pair in PEM. */
export interface SigningKey {
  readonly kid: string
  readonly algorithm: TokenKey['algorithm']
  readonly secret: string | { readonly private: string; readonly public: string }
}

/** The header before the 32 bytes of an Ed25519 private key in PKCS #8 (RFC 8410, section 7). */
const ed25519Pkcs8Prefix = Buffer.from('302e020100300506032b657004220420', 'hex')

/**
 * Creates the key of a key id. HS256 and EdDSA keys are derived from the replicas' shared secret, the algorithm and the key id, so
 * that they need no file and no two ids have the same key; an RS256 key is the given PEM.
 *
 * @param derive returns 64 hexadecimal characters for a purpose (see `StrategyContext.key`)
 */
export function createSigningKey({ kid, algorithm, pem }: TokenKey, derive: (purpose: string) => string): SigningKey {
  const derived = derive(`token:${algorithm}:${kid}`)
  if (algorithm === 'HS256') return { kid, algorithm, secret: derived }
  if (algorithm === 'EdDSA') {
    const der = Buffer.concat([ed25519Pkcs8Prefix, Buffer.from(derived, 'hex')])
    return { kid, algorithm, secret: pairOf(createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })) }
  }
  if (pem === undefined) throw new Error(`[jwt] key ${kid} needs a private key in PEM`)
  return { kid, algorithm, secret: pairOf(createPrivateKey(pem)) }
}

function pairOf(key: KeyObject): { private: string; public: string } {
  return {
    private: key.export({ format: 'pem', type: 'pkcs8' }).toString(),
    public: createPublicKey(key).export({ format: 'pem', type: 'spki' }).toString(),
  }
}
