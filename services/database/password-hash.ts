/** Password hashes: argon2id as PHC strings, so that each stored hash contains its cost and is verified at that cost. */
import { argon2, randomBytes, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'

const derive = promisify(argon2)

/** The cost of one argon2id computation. */
export interface PasswordCost {
  readonly memoryKiB: number
  readonly passes: number
  readonly parallelism: number
}

/** The costs the lab uses, by name. */
export const passwordCosts = {
  /** OWASP's minimum for argon2id (Password Storage Cheat Sheet): tens of milliseconds on one core. */
  owasp: { memoryKiB: 19456, passes: 2, parallelism: 1 },
  /** The minimum that argon2 allows, so that logins of thousands of virtual users do not dominate a run. Never for real users. */
  cheap: { memoryKiB: 8, passes: 1, parallelism: 1 },
} as const satisfies Record<string, PasswordCost>

/** `$argon2id$v=19$m=<KiB>,t=<passes>,p=<parallelism>$<salt>$<hash>`, both base64 without padding. */
const phcPattern = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/

const saltBytes = 16
const hashBytes = 32

/** Hashes a new password with a fresh salt. */
export async function hashPassword(password: string, cost: PasswordCost): Promise<string> {
  const salt = randomBytes(saltBytes)
  return formatPhc(cost, salt, await compute(password, salt, cost, hashBytes))
}

/** Hashes a new password at the cost of a stored hash. */
export function hashLike(phc: string, password: string): Promise<string> {
  return hashPassword(password, partsOf(phc).cost)
}

/**
 * Verifies a password at the cost of the stored hash, with a comparison in constant time.
 * Throws if the stored text is not an argon2id PHC string: a broken database, not a wrong password.
 */
export async function verifyPassword(password: string, phc: string): Promise<boolean> {
  const { cost, salt, hash } = partsOf(phc)
  return timingSafeEqual(await compute(password, salt, cost, hash.length), hash)
}

function partsOf(phc: string): { readonly cost: PasswordCost; readonly salt: Buffer; readonly hash: Buffer } {
  const [, memoryKiB, passes, parallelism, salt, hash] = phcPattern.exec(phc) ?? []
  if (salt === undefined || hash === undefined)
    throw new Error('[password] the stored hash is not an argon2id PHC string')
  const cost = { memoryKiB: Number(memoryKiB), passes: Number(passes), parallelism: Number(parallelism) }
  return { cost, salt: Buffer.from(salt, 'base64'), hash: Buffer.from(hash, 'base64') }
}

/** A hash that no password matches: verifying an unknown user against it takes as long as a known one. */
export const unknownUserHash = formatPhc(passwordCosts.owasp, randomBytes(saltBytes), randomBytes(hashBytes))

/** Whether verifying has the full cost of a real user's hash, so that counting the attempt first is worth it. */
export function isFullCost(phc: string): boolean {
  return Number(phcPattern.exec(phc)?.[1] ?? Number.POSITIVE_INFINITY) >= passwordCosts.owasp.memoryKiB
}

let computed = 0

/** The number of hashes that this process has computed or begun to compute. */
export function hashesComputed(): number {
  return computed
}

function compute(password: string, salt: Buffer, cost: PasswordCost, tagLength: number): Promise<Buffer> {
  computed += 1
  const { memoryKiB: memory, passes, parallelism } = cost
  return derive('argon2id', { message: password, nonce: salt, memory, passes, parallelism, tagLength })
}

function formatPhc({ memoryKiB, passes, parallelism }: PasswordCost, salt: Buffer, hash: Buffer): string {
  const unpadded = (bytes: Buffer) => bytes.toString('base64').replaceAll('=', '')
  return `$argon2id$v=19$m=${memoryKiB},t=${passes},p=${parallelism}$${unpadded(salt)}$${unpadded(hash)}`
}
