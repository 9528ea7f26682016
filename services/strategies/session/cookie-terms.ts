/** Name and attributes of a mode's cookies: separated by path over plain HTTP, and by name over TLS, which allows the prefix `__Host-`. */
import type { StrategyContext } from '../strategy.ts'

/** The same for setting and for clearing a cookie. */
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
 * @param name of the cookie over plain HTTP, e.g. `sid`; over TLS it becomes e.g. `__Host-sid-redis`: browsers accept that prefix
 *   only with `Secure`, `Path=/` and no `Domain` (RFC 6265bis, section 4.1.3.2), so that no other host can plant the cookie
 * @param below path below the mode's own to which the cookie is limited; over TLS it is sent with every path
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
