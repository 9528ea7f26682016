import { expect, it } from 'vitest'
import { consistentHash } from './consistent-hash.ts'

const pool = {
  mode: 'memory',
  replicas: [
    { name: 'replica-1', address: '127.0.0.1:3001' },
    { name: 'replica-2', address: '127.0.0.1:3002' },
  ],
}

it('renders its upstream', () => {
  expect(consistentHash.upstream(pool)).toMatchInlineSnapshot(`
    "# Hashed is the client's whole address, which is the same before and after the login; an office behind one address shares
    # one replica. Each replica has 160 points on a ring (ketama), so a new one takes over about its own share of the users and
    # leaves the others where they are. The price: shares are uneven, as the points fall.
    upstream memory {
      zone memory 128k;
      hash $remote_addr consistent;
      server 127.0.0.1:3001 fail_timeout=1s;
      server 127.0.0.1:3002 fail_timeout=1s;
      keepalive 256; keepalive_requests 100000000; keepalive_timeout 3600s;
    }"
  `)
})

it('renders its location', () => {
  expect(consistentHash.location(pool)).toMatchInlineSnapshot(`"proxy_pass http://memory;"`)
})
