/** Serves the dashboard from the same origin as the modes, so that the browser's cookies work without exceptions. */

import type { LoadBalancer } from '../load-balancer.ts'
import { block } from './block.ts'

/** How long nginx may buffer lines of the access log: short if the dashboard shows them live. */
export function logFlush({ dashboard }: LoadBalancer): string {
  return dashboard === undefined ? '1s' : '50ms'
}

/** The dashboard's locations, for `server { … }`; empty without a dashboard. Its requests are not in the access log. */
export function renderDashboardLocations({ dashboard }: LoadBalancer): readonly string[] {
  if (dashboard === undefined) return []
  const forward = ['access_log off;', `proxy_pass http://${dashboard};`]
  return [
    `\
# ---- dashboard ${'-'.repeat(63)}
${block('location = /', 'access_log off;', 'return 302 /lab/;')}
${block('location /lab/', ...forward, 'proxy_buffering off;  # delivers events at once', 'proxy_read_timeout 1h;')}
# Browsers send a mode's cookies below its path only, so the dashboard reads them by an echo path below each mode.
${block('location ~ ^/[a-z][a-z0-9-]*/lab-echo$', ...forward)}`,
  ]
}
