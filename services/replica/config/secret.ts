/** Reads the one secret that the replicas share, and refuses one that could be guessed. */
import type { Environment, EnvironmentReader } from './environment-variables.ts'

const minLength = 32
/** By the estimate below, 128 random bits written as 32 hexadecimal digits come to 85 or more; a word that repeats to far less. */
const minBits = 80

/** Notes a problem, never the secret, where it is missing, short or weak. */
export function readSecret(reader: EnvironmentReader, environment: Environment): string {
  const secret = environment['LAB_SECRET'] ?? ''
  const remedy = 'one comes from: openssl rand -hex 32'
  const report = (what: string) => reader.report('LAB_SECRET', `${what}; ${remedy}`, secret ? '(hidden)' : '(not set)')
  if (secret.length < minLength) report(`must have at least ${minLength} characters`)
  else if (bitsOf(secret) < minBits) report('must be drawn at random, and could be guessed')
  return secret
}

/** How many bits there are in a text at most, going by how often each character comes; what repeats counts once. */
export function bitsOf(text: string): number {
  const unit = /^(.+?)\1+.{0,8}$/s.exec(text)?.[1] ?? text
  const counts = [...Map.groupBy(unit, (character) => character).values()].map(({ length }) => length)
  const bitsPerCharacter = counts.reduce(
    (sum, count) => sum - (count / unit.length) * Math.log2(count / unit.length),
    0,
  )
  return unit.length * bitsPerCharacter
}
