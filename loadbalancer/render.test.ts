import { describe, expect, it } from 'vitest'
import { LoadBalancerError } from './load-balancer.ts'
import { renderNginxConf } from './render.ts'

const loadBalancer = {
  listen: '127.0.0.1:8080',
  replicas: [
    { name: 'replica-1', address: '127.0.0.1:41231' },
    { name: 'replica-2', address: '127.0.0.1:41232' },
  ],
  modes: [
    { name: 'memory', policy: 'round-robin' },
    { name: 'sticky', policy: 'sticky-cookie' },
    { name: 'memory-sticky-cookie', policy: 'sticky-cookie' },
  ],
} as const

const temporaryPaths = [
  'client_body_temp_path',
  'proxy_temp_path',
  'fastcgi_temp_path',
  'uwsgi_temp_path',
  'scgi_temp_path',
]

describe('renderNginxConf', () => {
  it('keeps all files below `directory`', () => {
    const conf = renderNginxConf({ ...loadBalancer, directory: '/tmp/my lab' })
    for (const directive of [...temporaryPaths, 'pid', 'error_log', 'access_log']) {
      expect(conf).toMatch(new RegExp(`^ *${directive} +"/tmp/my lab/`, 'm'))
    }
    expect(conf).toMatch(/^daemon +off;/m)
    expect(conf).not.toContain('/var/')
  })

  it('uses the paths of the container image without `directory`', () => {
    const conf = renderNginxConf(loadBalancer)
    expect(conf).not.toMatch(/^ *(daemon|pid|user|\w+_temp_path) /m)
    expect(conf).toContain('access_log /var/log/nginx/access.log ')
  })

  it('keeps the worker root only with `runAsRoot`', () => {
    const directory = '/tmp/lab'
    expect(renderNginxConf({ ...loadBalancer, directory, runAsRoot: true })).toMatch(/^user root;/m)
    expect(renderNginxConf({ ...loadBalancer, directory })).not.toMatch(/^user /m)
  })

  it('listens at the given address', () => {
    expect(renderNginxConf({ ...loadBalancer, listen: '9090' })).toMatch(/^ *listen +9090;/m)
  })

  it('trusts X-Forwarded-For from this machine by default, from the given peers, or from none', () => {
    const trusted = (conf: string) => [...conf.matchAll(/set_real_ip_from +(\S+);/g)].map(([, peer]) => peer)
    expect(trusted(renderNginxConf(loadBalancer))).toEqual(['127.0.0.1'])
    expect(trusted(renderNginxConf({ ...loadBalancer, trustedPeers: ['10.0.0.0/8'] }))).toEqual(['10.0.0.0/8'])
    expect(renderNginxConf({ ...loadBalancer, trustedPeers: [] })).not.toContain('real_ip_header')
  })

  it('has locations for the dashboard only if there is one, and then logs requests at once', () => {
    const dashboard = '127.0.0.1:41999'
    const conf = renderNginxConf({ ...loadBalancer, dashboard })
    expect(conf.match(/proxy_pass http:\/\/127\.0\.0\.1:41999;/g)).toHaveLength(2)
    expect(conf).toContain('flush=50ms')
    expect(renderNginxConf(loadBalancer)).not.toMatch(/lab-echo|41999|flush=50ms/)
    expect(() => renderNginxConf({ ...loadBalancer, dashboard: 'x; }' })).toThrow(
      'dashboard address: expected host:port',
    )
  })

  it('gives each mode its own upstreams and variables', () => {
    const conf = renderNginxConf(loadBalancer)
    const defined = [...conf.matchAll(/^ *(?:upstream|map (?:".*"|\S+)) (\S+) \{/gm)].map(([, name]) => name)
    expect(defined).toContain('$pool_memory_sticky_cookie')
    expect(new Set(defined).size).toBe(defined.length)
  })

  it('uses no directive that is newer than nginx 1.18', () => {
    expect(renderNginxConf(loadBalancer)).not.toMatch(/^ *(sticky|keepalive_time|http2|proxy_pass_trailers)\b.*;/m)
  })

  it('lists all problems in the error', () => {
    const render = () => renderNginxConf({ ...loadBalancer, replicas: [], listen: 'here' })
    expect(render).toThrow(LoadBalancerError)
    expect(render).toThrow(/replicas: expected 1 to 64, got 0; listen: expected a port/)
  })
})
