/** The interface of mutations: from a valid request to a slightly wrong one. Pure except for the seeded random numbers. */

import { type Random, randomInteger } from '../../random.ts'
import type { RawRequest } from '../request.ts'

/** The same random numbers, the same change. One that does not fit leaves the request as it is. */
export type Mutation = (request: RawRequest, random: Random) => RawRequest

export function pick<T>(random: Random, from: readonly T[]): T {
  return from[randomInteger(random, from.length)] as T
}

/** A row of mutations that differ in a text alone. */
export function oneOf<T>(values: readonly T[], apply: (request: RawRequest, value: T) => RawRequest): Mutation {
  return (request, random) => apply(request, pick(random, values))
}
