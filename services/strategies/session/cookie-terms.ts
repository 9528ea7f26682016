/** Name and attributes of a mode's cookies: kept apart by path over plain HTTP, by name where TLS allows the prefix `__Host-`. */
import type { StrategyContext } from '../strategy.ts'

/** The same for setting a cookie and for taking it away. */
export interface CookieTerms {
  readonly name: string
  readonly options: {
    readonly path: string
    readonly httpOnly: true
    readonly sameSite: 'lax'
    readonly secure: boolean
  }
}

/**
 * @param name what the cookie is called over plain HTTP, e.g. `sid`; over TLS, e.g. `__Host-sid-redis`: browsers take that prefix
 *   with `Secure`, `Path=/` and no `Domain` alone (RFC 6265bis, section 4.1.3.2), so that no other host can plant one
 * @param below path that it is sent to, below the mode's own; over TLS it goes everywhere
 */
export function cookieTerms(
  { mode, secureCookies }: Pick<StrategyContext, 'mode' | 'secureCookies'>,
  name: string,
  below = '',
): CookieTerms {
  const options = { httpOnly: true, sameSite: 'lax', secure: secureCookies } as const
  if (secureCookies) return { name: `__Host-${name}-${mode}`, options: { ...options, path: '/' } }
  return { name, options: { ...options, path: `/${mode}${below}` } }
}
