/** A mode's cookie, by name: its path keeps it apart from those of other modes, or where TLS allows a prefix, its name. */

import type { Pool } from '../policy.ts'
import { block } from './block.ts'

/** What a cookie is called. Names of strategies' cookies follow the same rule. */
export function cookieName(name: string, { mode, tls = false }: Pool): string {
  return tls ? `__Host-${name}-${mode}` : name
}

/** The attributes that follow from it. */
export function cookieScope({ mode, tls = false }: Pool): string {
  return tls ? 'Path=/; Secure' : `Path=/${mode}`
}

/**
 * The variable that holds its value, and what must stand in `http { … }` for it: nginx has one for each cookie, but for those
 * with a dash in their name.
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
