/** One mutated request, made of a seed and of what a login gave: the same seed, the same changes. */

import { type Random, randomInteger, seededRandom } from '../random.ts'
import { type Held, rightRequests } from './fuzz-credentials.ts'
import { pick } from './mutations/mutation.ts'
import { mutations, noises } from './mutations/registry.ts'
import { type RawRequest, render } from './request.ts'

export interface Mutant {
  /** The names of the changes, in order. */
  readonly changes: readonly string[]
  readonly bytes: Buffer
  readonly method: string
  /** How many requests it is meant to be. */
  readonly requests: number
}

/** How many requests of a hundred get noise on top of, or instead of, changes that know the grammar. */
const noisePercent = 25
const mostChanges = 3

/** @param host for the Host header; @param address the client address that it claims */
export function createMutant(seed: number, held: Held, host: string, address: string): Mutant {
  const random = seededRandom(seed)
  let request: RawRequest = pick(random, rightRequests(held, host, address))
  const noise = randomInteger(random, 100) < noisePercent ? pick(random, Object.keys(noises)) : undefined
  const count = randomInteger(random, mostChanges) + (noise === undefined ? 1 : 0)
  const names = Array.from({ length: count }, () => pick(random, Object.keys(mutations)))
  for (const name of names) request = mutations[name]?.(request, random) ?? request
  const bytes = noisy(render(request), noise, random)
  const { method, next } = request
  return { changes: noise === undefined ? names : [...names, noise], bytes, method, requests: next ? 2 : 1 }
}

function noisy(bytes: Buffer, noise: string | undefined, random: Random): Buffer {
  return noise === undefined ? bytes : (noises[noise]?.(bytes, random) ?? bytes)
}
