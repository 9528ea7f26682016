import { expect, it } from 'vitest'
import { hash } from './hash.ts'

const pool = {
  mode: 'memory',
  replicas: [
    { name: 'replica-1', address: '127.0.0.1:3001' },
    { name: 'replica-2', address: '127.0.0.1:3002' },
  ],
}

it('renders its upstream', () => {
  expect(hash.upstream(pool)).toMatchInlineSnapshot(`
    "# Hashed is the cookie \`sid\`, which a client gets by the answer to its login. So the login comes without it, and
    # without a key the replicas take turns; what follows goes to the replica of the key, which need not be that of the
    # login. Clients that never have the cookie (tokens, passwords) take turns always.
    upstream memory {
      zone memory 128k;
      hash $cookie_sid;
      server 127.0.0.1:3001 fail_timeout=1s;
      server 127.0.0.1:3002 fail_timeout=1s;
      keepalive 256; keepalive_requests 100000000; keepalive_timeout 3600s;
    }"
  `)
})

it('renders its location', () => {
  expect(hash.location(pool)).toMatchInlineSnapshot(`"proxy_pass http://memory;"`)
})
