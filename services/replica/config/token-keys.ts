/** Reads the keys for tokens: `LAB_TOKEN_ALGORITHM` and `LAB_TOKEN_KEYS`. */
import { createPrivateKey } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { type TokenKey, tokenAlgorithms } from '../../strategies/strategy.ts'
import type { EnvironmentReader } from './environment-variables.ts'

/** `<key id>[:<algorithm>][=<path of a PEM file>]` */
const keyPattern = /^([\w.-]{1,64})(?::(\w+))?(?:=(.+))?$/
const minRsaBits = 2048
const shape = 'a key is <key id>[:<algorithm>][=<path of a PEM file>], e.g. key-2,key-1 or rsa-1:RS256=/keys/1.pem'

/**
 * The keys in order: the first signs, all verify. Without `LAB_TOKEN_KEYS` there is one, named after its algorithm.
 * Reports every problem; the result is then incomplete.
 */
export function readTokenKeys(reader: EnvironmentReader): TokenKey[] {
  const named = reader.text('LAB_TOKEN_ALGORITHM', '', 'HS256')
  if (!isAlgorithm(named)) reader.report('LAB_TOKEN_ALGORITHM', `must be one of ${tokenAlgorithms.join(', ')}`)
  const fallback = isAlgorithm(named) ? named : 'HS256'
  const texts = reader.text('LAB_TOKEN_KEYS', shape, `${fallback.toLowerCase()}-1`).split(',')
  const keys = texts.flatMap((text) => readKey(reader, text.trim(), fallback) ?? [])
  const twice = keys.find(({ kid }, index) => keys.findIndex((other) => other.kid === kid) < index)
  if (twice) reader.report('LAB_TOKEN_KEYS', 'each key needs an id of its own', twice.kid)
  return keys
}

function readKey(reader: EnvironmentReader, text: string, fallback: TokenKey['algorithm']): TokenKey | undefined {
  const problem = (remedy: string): undefined => reader.report('LAB_TOKEN_KEYS', remedy, text || '(empty)') as undefined
  const [, kid, algorithm = fallback, path] = keyPattern.exec(text) ?? []
  if (kid === undefined) return problem(shape)
  if (!isAlgorithm(algorithm)) return problem(`${algorithm} must be one of ${tokenAlgorithms.join(', ')}`)
  if (algorithm !== 'RS256') {
    return path === undefined
      ? { kid, algorithm }
      : problem(`${algorithm} keys are derived from LAB_SECRET and take no file`)
  }
  if (path === undefined)
    return problem(`RS256 needs a private key, the same on every replica: ${kid}=<path of a PEM file>`)
  const pem = readRsaKey(path)
  return pem === undefined
    ? problem(
        `must name a readable RSA private key in PEM of at least ${minRsaBits} bits; one comes from: openssl genrsa 2048`,
      )
    : { kid, algorithm, pem }
}

/** Undefined for any error: the file's content must not appear in a message. */
function readRsaKey(path: string): string | undefined {
  try {
    const pem = readFileSync(path, 'utf8')
    const { asymmetricKeyType, asymmetricKeyDetails } = createPrivateKey(pem)
    const bits = asymmetricKeyDetails?.modulusLength ?? 0
    return asymmetricKeyType === 'rsa' && bits >= minRsaBits ? pem : undefined
  } catch {
    return undefined
  }
}

function isAlgorithm(name: string): name is TokenKey['algorithm'] {
  return tokenAlgorithms.some((known) => known === name)
}
