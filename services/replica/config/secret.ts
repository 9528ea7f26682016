/** Reads the replicas' shared secret, and refuses a weak one. */
import type { Environment, EnvironmentReader } from './environment-variables.ts'

const minLength = 32
/** The estimate below gives 85 bits or more for 32 random hexadecimal digits, and far less for a repeated word. */
const minBits = 80

/** Reports a missing, short or weak secret without showing it. */
export function readSecret(reader: EnvironmentReader, environment: Environment): string {
  const secret = environment['LAB_SECRET'] ?? ''
  const remedy = 'one comes from: openssl rand -hex 32'
  const report = (what: string) => reader.report('LAB_SECRET', `${what}; ${remedy}`, secret ? '(hidden)' : '(not set)')
  if (secret.length < minLength) report(`must have at least ${minLength} characters`)
  else if (bitsOf(secret) < minBits) report('must be random: this one can be guessed')
  return secret
}

/** An upper estimate of the entropy of a text in bits, by the frequency of its characters; repeated parts count once. */
export function bitsOf(text: string): number {
  const unit = /^(.+?)\1+.{0,8}$/s.exec(text)?.[1] ?? text
  const counts = [...Map.groupBy(unit, (character) => character).values()].map(({ length }) => length)
  const bitsPerCharacter = counts.reduce(
    (sum, count) => sum - (count / unit.length) * Math.log2(count / unit.length),
    0,
  )
  return unit.length * bitsPerCharacter
}
