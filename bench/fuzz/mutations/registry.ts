/** All mutations, by name; and noise, which comes on top of them and knows nothing of grammar. */

import { type Random, randomInteger } from '../../random.ts'
import { bodyMutations } from './body.ts'
import { credentialMutations } from './credential-mutations.ts'
import { framingMutations } from './framing.ts'
import { headerMutations } from './headers.ts'
import { lineMutations } from './line.ts'
import type { Mutation } from './mutation.ts'

export const mutations: Readonly<Record<string, Mutation>> = {
  ...lineMutations,
  ...headerMutations,
  ...credentialMutations,
  ...bodyMutations,
  ...framingMutations,
}

/** Changes of bytes, wherever they fall. */
export const noises: Readonly<Record<string, (bytes: Buffer, random: Random) => Buffer>> = {
  'byte-changed': (bytes, random) => {
    const changed = Buffer.from(bytes)
    changed[randomInteger(random, bytes.length)] = randomInteger(random, 256)
    return changed
  },
  'bit-flipped': (bytes, random) => {
    const changed = Buffer.from(bytes)
    const at = randomInteger(random, bytes.length)
    changed[at] = (bytes[at] as number) ^ (1 << randomInteger(random, 8))
    return changed
  },
  'byte-inserted': (bytes, random) => {
    const at = randomInteger(random, bytes.length)
    return Buffer.concat([bytes.subarray(0, at), Buffer.from([randomInteger(random, 256)]), bytes.subarray(at)])
  },
  'bytes-dropped': (bytes, random) => {
    const at = randomInteger(random, bytes.length)
    return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1 + randomInteger(random, 8))])
  },
  'bytes-repeated': (bytes, random) => {
    const at = randomInteger(random, bytes.length)
    const some = bytes.subarray(at, at + 1 + randomInteger(random, 64))
    return Buffer.concat([bytes.subarray(0, at), some, bytes.subarray(at)])
  },
  'cut-short': (bytes, random) => bytes.subarray(0, 1 + randomInteger(random, bytes.length)),
}
