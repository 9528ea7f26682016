/** Renders nginx.conf from a topology: a pure function, and the table of contents of the file that it writes. */
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
 * Renders a whole nginx.conf that nginx 1.18 and later understands, but for policies that say `since`.
 *
 * @throws LoadBalancerError naming everything that is wrong with `loadBalancer`
 */
export function renderNginxConf(loadBalancer: LoadBalancer): string {
  const problems = findProblems(loadBalancer)
  if (problems.length > 0) throw new LoadBalancerError(`The load balancer cannot be rendered: ${problems.join('; ')}.`)
  return `${renderProcessSection(loadBalancer)}\n\n${renderHttpSection(loadBalancer)}\n`
}

function renderHttpSection(loadBalancer: LoadBalancer): string {
  const { accessLog, temporaryFiles } = pathsOf(loadBalancer)
  const parts = [
    'server_tokens         off;\nmap_hash_bucket_size  128;  # replicas may have long names',
    temporaryFiles,
    `# Which mode a request belongs to: the first part of its path.\n${renderModeMap(loadBalancer)}`,
    `# One JSON object for each request; written in batches, since every request passes here.\n${renderLogFormat()}
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
absolute_redirect  off;  # from /memory to /memory/, on whatever port the client came in`,
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
  `return 200 '${health}';  # the load balancer lives; replicas have a health page of their own`,
)}
${block('location /', 'return 404;')}`,
  ]
  return block('server', parts.join('\n\n'))
}
