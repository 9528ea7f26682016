/** A mode's cookie: its path separates it from those of other modes, or, with TLS and the `__Host-` prefix, its name does. */

import type { Pool } from '../policy.ts'
import { block } from './block.ts'

/** The cookie's full name. Strategies name their cookies by the same rule. */
export function cookieName(name: string, { mode, tls = false }: Pool): string {
  return tls ? `__Host-${name}-${mode}` : name
}

/** The attributes that go with that name. */
export function cookieScope({ mode, tls = false }: Pool): string {
  return tls ? 'Path=/; Secure' : `Path=/${mode}`
}

/**
 * The variable with the cookie's value, and the maps that it needs in `http { … }`: nginx has a built-in variable for each
 * cookie except those with a dash in their name.
 */
export function cookieVariable(
  name: string,
  pool: Pool,
): { readonly variable: string; readonly map: readonly string[] } {
  if (!pool.tls) return { variable: `$cookie_${name}`, map: [] }
  const variable = `$${name}_of_${pool.mode.replaceAll('-', '_')}`
  const rows = [
    'default "";',
    `"~(?:^|; )${cookieName(name, pool)}=(?<value_${variable.slice(1)}>[^;]*)" $value_${variable.slice(1)};`,
  ]
  return { variable, map: [block(`map $http_cookie ${variable}`, ...rows)] }
}
