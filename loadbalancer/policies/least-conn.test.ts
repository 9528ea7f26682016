import { expect, it } from 'vitest'
import { leastConn } from './least-conn.ts'

const pool = {
  mode: 'memory',
  replicas: [
    { name: 'replica-1', address: '127.0.0.1:3001' },
    { name: 'replica-2', address: '127.0.0.1:3002' },
  ],
}

it('renders its upstream', () => {
  expect(leastConn.upstream(pool)).toMatchInlineSnapshot(`
    "# Counted are requests under way, not connections kept open. Where several are equally idle they take turns.
    upstream memory {
      zone memory 128k;
      least_conn;
      server 127.0.0.1:3001 fail_timeout=1s;
      server 127.0.0.1:3002 fail_timeout=1s;
      keepalive 256; keepalive_requests 100000000; keepalive_timeout 3600s;
    }"
  `)
})

it('renders its location', () => {
  expect(leastConn.location(pool)).toMatchInlineSnapshot(`"proxy_pass http://memory;"`)
})
