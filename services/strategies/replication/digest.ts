/** Digests of sets: one number for each bucket, by which two replicas find the buckets that differ. */

/** How many buckets sessions are spread over: with 100,000 sessions, one difference costs sending about 100 of them. */
export const bucketCount = 1024

/** 32 well-mixed bits of a text: FNV-1a, finished as MurmurHash3 does, so that XOR of similar texts does not cancel. */
export function hashOf(text: string): number {
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}

/** The digest as text: base64 of its numbers, least significant byte first. */
export function encodeDigest(digest: Uint32Array): string {
  const bytes = Buffer.alloc(digest.length * 4)
  for (const [index, value] of digest.entries()) bytes.writeUInt32LE(value, index * 4)
  return bytes.toString('base64')
}

/** Decodes a digest. Throws unless it has `length` numbers. */
export function decodeDigest(text: string, length: number): Uint32Array {
  const bytes = Buffer.from(text, 'base64')
  if (bytes.length !== length * 4) throw new Error(`[cluster] a digest of ${bytes.length} bytes, not ${length * 4}`)
  return Uint32Array.from({ length }, (_, index) => bytes.readUInt32LE(index * 4))
}
