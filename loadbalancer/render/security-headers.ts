/** What answers say to browsers about themselves: here, and not in the replicas, since it is the same for every answer. */

import type { LoadBalancer } from '../load-balancer.ts'
import { block } from './block.ts'

/** Whether clients come by TLS. */
type Tls = LoadBalancer['tls']

const always = [
  'add_header X-Content-Type-Options $is_answer always;',
  'add_header Content-Security-Policy $may_load always;',
  'add_header Cross-Origin-Resource-Policy $may_be_read_by always;',
]

/** A year, as browsers may keep it; by plain HTTP they would not believe it. */
const byTls = "add_header Strict-Transport-Security 'max-age=31536000; includeSubDomains' always;"

/** The maps that say it of modes alone, for `http { … }`: an empty header is not sent. */
export function renderSecurityMap(): string {
  const saying = (variable: string, value: string) => block(`map $mode ${variable}`, `default ${value};`, '-       "";')
  return `\
# Answers of the modes are data: no browser is to take them for anything else, show them in a frame, or lend them to
# pages of other sites. Whatever else is served below this address speaks for itself.
${saying('$is_answer', 'nosniff')}
${saying('$may_load', "\"default-src 'none'; frame-ancestors 'none'\"")}
${saying('$may_be_read_by', 'same-origin')}`
}

/** The headers themselves, for `server { … }`. */
export function renderSecurityHeaders(tls: Tls): string {
  return [...always, ...(tls ? [byTls] : [])].join('\n')
}

/** The directives of a location, with the headers where it has some of its own: those would hide the server's. */
export function withSecurityHeaders(directives: string, tls: Tls): string {
  return directives.includes('add_header') ? `${directives}\n${renderSecurityHeaders(tls)}` : directives
}
