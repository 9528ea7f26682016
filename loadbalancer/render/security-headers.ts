/** Security headers. nginx adds them rather than the replicas, as they are the same for every response. */

import type { LoadBalancer } from '../load-balancer.ts'
import { block } from './block.ts'

/** Whether clients connect by TLS. */
type Tls = LoadBalancer['tls']

const always = [
  'add_header X-Content-Type-Options $is_answer always;',
  'add_header Content-Security-Policy $may_load always;',
  'add_header Cross-Origin-Resource-Policy $may_be_read_by always;',
]

/** Valid for a year. Sent by TLS only, as browsers ignore this header over plain HTTP. */
const byTls = "add_header Strict-Transport-Security 'max-age=31536000; includeSubDomains' always;"

/** The maps, for `http { … }`, that set the headers for modes only: nginx does not send an empty header. */
export function renderSecurityMap(): string {
  const forModes = (variable: string, value: string) =>
    block(`map $mode ${variable}`, `default ${value};`, '-       "";')
  return `\
# Responses of the modes are data. These headers forbid browsers to guess another content type, to show them in a frame,
# and to share them with pages of other sites. The dashboard sets its own headers.
${forModes('$is_answer', 'nosniff')}
${forModes('$may_load', "\"default-src 'none'; frame-ancestors 'none'\"")}
${forModes('$may_be_read_by', 'same-origin')}`
}

/** The headers themselves, for `server { … }`. */
export function renderSecurityHeaders(tls: Tls): string {
  return [...always, ...(tls ? [byTls] : [])].join('\n')
}

/** Adds the headers to a location that has `add_header` directives, as those replace the ones inherited from the server. */
export function withSecurityHeaders(directives: string, tls: Tls): string {
  return directives.includes('add_header') ? `${directives}\n${renderSecurityHeaders(tls)}` : directives
}
