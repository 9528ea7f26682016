/** Signs session cookies as @fastify/cookie does, and caches the verified ones. */
import { Signer } from '@fastify/cookie'
import { createBoundedCache } from '../../database/bounded-cache.ts'

/** About 5 MB at most. */
const cachedCookies = 10_000

/**
 * With each request, @fastify/session verifies the cookie and signs the session id again: two HMACs, 4 µs. Both depend only on
 * key and text, so a result is valid as long as the key: as long as this object.
 *
 * Nothing else is cached: each request checks again that the session exists, belongs to the user and has not ended. The cache
 * holds only whole cookies with a good signature. So forged cookies do not fill it, and timing reveals nothing about partly
 * correct ones: a look-up compares texts only if their hashes are equal, and V8's hash has a secret seed.
 */
export function createCookieSigner(key: string): Pick<Signer, 'sign' | 'unsign'> {
  const signer = new Signer(key)
  const good = createBoundedCache<string, ReturnType<Signer['unsign']>>(cachedCookies)
  const signed = createBoundedCache<string, string>(cachedCookies)
  return {
    unsign: (cookie) => {
      const known = good.get(cookie)
      if (known) return known
      const result = signer.unsign(cookie)
      if (result.valid) {
        good.set(cookie, result)
        signed.set(result.value, cookie)
      }
      return result
    },
    sign: (sid) => signed.get(sid) ?? signer.sign(sid),
  }
}
