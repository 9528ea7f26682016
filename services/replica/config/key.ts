/** Derives keys from the replicas' shared secret, so that no key serves two purposes or two modes. */
import { hkdfSync } from 'node:crypto'

const keyBytes = 32

/** HKDF-SHA-256 (RFC 5869) of the secret for one purpose, as hexadecimal. Equal on every replica. */
export function deriveKey(secret: string, purpose: string): string {
  return Buffer.from(hkdfSync('sha256', secret, 'session-scaling-lab', purpose, keyBytes)).toString('hex')
}
