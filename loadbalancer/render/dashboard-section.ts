/** The live page behind the same address as the modes, so that a browser's cookies and scripts work as anywhere. */

import type { LoadBalancer } from '../load-balancer.ts'
import { block } from './block.ts'

/** How long the access log may hold lines back: somebody who watches sees them come. */
export function logFlush({ dashboard }: LoadBalancer): string {
  return dashboard === undefined ? '1s' : '50ms'
}

/** The page's locations, for `server { … }`; none where there is no page. Its own requests are not in the access log. */
export function renderDashboardLocations({ dashboard }: LoadBalancer): readonly string[] {
  if (dashboard === undefined) return []
  const forward = ['access_log off;', `proxy_pass http://${dashboard};`]
  return [
    `\
# ---- the live page ${'-'.repeat(59)}
${block('location = /', 'access_log off;', 'return 302 /lab/;')}
${block('location /lab/', ...forward, 'proxy_buffering off;  # events are to arrive as they happen', 'proxy_read_timeout 1h;')}
# A mode's cookies are sent below its own path alone: what a browser sends there, the page can only ask there.
${block('location ~ ^/[a-z][a-z0-9-]*/lab-echo$', ...forward)}`,
  ]
}
