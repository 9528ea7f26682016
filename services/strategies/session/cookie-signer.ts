/** Signs session cookies as @fastify/cookie does, and remembers which ones were found good. */
import { Signer } from '@fastify/cookie'
import { createRecent } from '../../recent.ts'

/** Cookies of so many sessions are remembered: some 5 MB at most. */
const rememberedCookies = 10_000

/**
 * @fastify/session has the cookie of each request verified, and the session id in it signed anew: two HMACs, 4 µs. Both
 * depend on key and text alone, so the first answer holds for as long as the key does: as long as this object.
 *
 * Nothing else is remembered: that the session exists, is this user's and has not ended is asked anew with each request. Only a
 * whole cookie whose signature was good is found here. So guesses neither fill the memory, nor can be told by time from
 * cookies that are half right: a look-up compares texts only where their hashes agree, by V8's own secret seed.
 */
export function createCookieSigner(key: string): Pick<Signer, 'sign' | 'unsign'> {
  const signer = new Signer(key)
  const good = createRecent<string, ReturnType<Signer['unsign']>>(rememberedCookies)
  const signed = createRecent<string, string>(rememberedCookies)
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
