import { expect, it } from 'vitest'
import { ipHash } from './ip-hash.ts'

const pool = {
  mode: 'memory',
  replicas: [
    { name: 'replica-1', address: '127.0.0.1:3001' },
    { name: 'replica-2', address: '127.0.0.1:3002' },
  ],
}

it('renders its upstream', () => {
  expect(ipHash.upstream(pool)).toMatchInlineSnapshot(`
    "# Hashed are the first three bytes of an IPv4 address (all of IPv6): an office behind one /24 shares one replica.
    upstream memory {
      zone memory 128k;
      ip_hash;
      server 127.0.0.1:3001 fail_timeout=1s;
      server 127.0.0.1:3002 fail_timeout=1s;
      keepalive 256; keepalive_requests 100000000; keepalive_timeout 3600s;
    }"
  `)
})

it('renders its location', () => {
  expect(ipHash.location(pool)).toMatchInlineSnapshot(`"proxy_pass http://memory;"`)
})
