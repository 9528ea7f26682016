import { expect, it } from 'vitest'
import { stickyNative } from './sticky-native.ts'

const pool = {
  mode: 'memory',
  replicas: [
    { name: 'replica-1', address: '127.0.0.1:3001' },
    { name: 'replica-2', address: '127.0.0.1:3002' },
  ],
}

it('renders its upstream', () => {
  expect(stickyNative.upstream(pool)).toMatchInlineSnapshot(`
    "# nginx sets the cookie \`route\` with every answer, to the name after \`route=\` of whoever gave it. A cookie that names
    # nobody, or a dead replica, counts as none: the replicas take turns, and the answer's cookie says who it was.
    upstream memory {
      zone memory 128k;
      sticky cookie route path=/memory httponly samesite=lax;
      server 127.0.0.1:3001 route=replica-1 fail_timeout=1s;
      server 127.0.0.1:3002 route=replica-2 fail_timeout=1s;
      keepalive 256; keepalive_requests 100000000; keepalive_timeout 3600s;
    }"
  `)
})

it('gives its cookie the prefix of its kind where clients come by TLS', () => {
  expect(stickyNative.upstream({ ...pool, tls: true })).toContain(
    'sticky cookie __Host-route-memory path=/ secure httponly samesite=lax;',
  )
})

it('renders its location', () => {
  expect(stickyNative.location(pool)).toMatchInlineSnapshot(`"proxy_pass http://memory;"`)
})
