/** Renders nginx.conf from a topology. Pure; its order of calls is the order of sections in the file. */
import { renderLogFormat } from './access-log.ts'
import { findProblems, type LoadBalancer, LoadBalancerError } from './load-balancer.ts'
import { block } from './render/block.ts'
import { logFlush, renderDashboardLocations } from './render/dashboard-section.ts'
import { renderLocations, renderModeMap, renderUpstreams } from './render/mode-section.ts'
import { renderProblemLocations, renderProblemMap } from './render/problem-section.ts'
import { pathsOf, renderProcessSection } from './render/process-section.ts'
import { renderProxySection } from './render/proxy-section.ts'
import { renderSecurityHeaders, renderSecurityMap } from './render/security-headers.ts'

export type { LoadBalancer } from './load-balancer.ts'

/**
 * Renders a complete nginx.conf for nginx 1.18 and later; policies with `since` need that later version.
 *
 * @throws LoadBalancerError that lists every problem of `loadBalancer`
 */
export function renderNginxConf(loadBalancer: LoadBalancer): string {
  const problems = findProblems(loadBalancer)
  if (problems.length > 0) throw new LoadBalancerError(`The load balancer cannot be rendered: ${problems.join('; ')}.`)
  return `${renderProcessSection(loadBalancer)}\n\n${renderHttpSection(loadBalancer)}\n`
}

function renderHttpSection(loadBalancer: LoadBalancer): string {
  const { accessLog, temporaryFiles } = pathsOf(loadBalancer)
  const parts = [
    'server_tokens         off;\nmap_hash_bucket_size  128;  # for long replica names',
    temporaryFiles,
    `# The mode of a request is the first segment of its path.\n${renderModeMap(loadBalancer)}`,
    `# One JSON object per request, written in batches to save system calls.\n${renderLogFormat()}
access_log ${accessLog} json buffer=64k flush=${logFlush(loadBalancer)};`,
    renderProxySection(loadBalancer.trustedPeers ?? ['127.0.0.1']),
    renderProblemMap(),
    renderSecurityMap(),
    renderUpstreams(loadBalancer),
    renderServerSection(loadBalancer),
  ]
  return block('http', parts.filter((part) => part !== '').join('\n\n'))
}

function renderListen({ listen, tls }: LoadBalancer): string {
  if (tls === undefined) return `listen             ${listen};`
  return `\
listen               ${listen} ssl;
ssl_certificate      "${tls.certificate}";
ssl_certificate_key  "${tls.key}";
ssl_protocols        TLSv1.2 TLSv1.3;`
}

function renderServerSection(loadBalancer: LoadBalancer): string {
  const health = JSON.stringify({ status: 'ok', revision: loadBalancer.revision })
  const parts = [
    `${renderListen(loadBalancer)}
absolute_redirect  off;  # the redirect from /memory to /memory/ keeps the client's port`,
    renderSecurityHeaders(loadBalancer.tls),
    renderProblemLocations(loadBalancer),
    renderLocations(loadBalancer),
    ...renderDashboardLocations(loadBalancer),
    `\
# ---- not by mode ${'-'.repeat(61)}
${block(
  'location = /healthz',
  'access_log off;',
  'default_type application/json;',
  `return 200 '${health}';  # health of nginx only; each replica has its own health page`,
)}
${block('location /', 'return 404;')}`,
  ]
  return block('server', parts.join('\n\n'))
}
