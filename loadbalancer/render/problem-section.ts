/** The responses that nginx gives itself: RFC 9457 problem documents, like those of the replicas. */

import type { LoadBalancer } from '../load-balancer.ts'
import { block } from './block.ts'
import { withSecurityHeaders } from './security-headers.ts'

interface Problem {
  readonly status: number
  /** The status's reason phrase, as RFC 9457 requires if `type` is absent. */
  readonly title: string
  /** A closed set: the report groups by these words. */
  readonly reason: string
}

const problems: readonly Problem[] = [
  { status: 400, title: 'Bad Request', reason: 'malformed-request' },
  { status: 404, title: 'Not Found', reason: 'no-such-route' },
  { status: 405, title: 'Method Not Allowed', reason: 'method-not-allowed' },
  { status: 413, title: 'Content Too Large', reason: 'body-too-large' },
  { status: 414, title: 'URI Too Long', reason: 'path-too-long' },
  { status: 431, title: 'Request Header Fields Too Large', reason: 'headers-too-large' },
  { status: 500, title: 'Internal Server Error', reason: 'load-balancer-failed' },
  { status: 501, title: 'Not Implemented', reason: 'not-implemented' },
  { status: 502, title: 'Bad Gateway', reason: 'no-replica' },
  { status: 503, title: 'Service Unavailable', reason: 'load-balancer-busy' },
  { status: 504, title: 'Gateway Timeout', reason: 'replica-timeout' },
  { status: 505, title: 'HTTP Version Not Supported', reason: 'http-version-not-supported' },
]

/** The map from status to document, for `http { … }`. */
export function renderProblemMap(): string {
  const rows = problems.map(({ status, title, reason }) => `${status}  '"title":"${title}","reason":"${reason}"';`)
  return `\
# nginx's own error responses are problem documents (RFC 9457), like those of the replicas.
${block('map $status $problem', ...rows)}`
}

/** The directives that send these documents, for `server { … }`. */
export function renderProblemLocations({ tls }: LoadBalancer): string {
  const answer = [
    'default_type application/problem+json;',
    withSecurityHeaders('add_header Cache-Control no-store always;', tls),
    `return 200 '{"status":$status,$problem}';  # nginx sends the original error status, not 200`,
  ]
  return `\
# A named location (@) keeps the path for the access log, but needs a valid request line. For requests without one, such
# as 400, there is /problem. 494 is nginx's internal status for headers that are too large.
error_page 404 405 413 500 501 502 503 504 @problem;
error_page 494 =431 @problem;
error_page 400 414 505 /problem;
${block('location @problem', ...answer)}
${block('location = /problem', 'internal;', ...answer)}`
}
