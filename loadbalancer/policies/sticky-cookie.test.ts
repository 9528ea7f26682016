import { expect, it } from 'vitest'
import { stickyCookie } from './sticky-cookie.ts'

const pool = {
  mode: 'memory',
  replicas: [
    { name: 'replica-1', address: '127.0.0.1:3001' },
    { name: 'replica-2', address: '127.0.0.1:3002' },
  ],
}

it('renders its upstream', () => {
  expect(stickyCookie.upstream(pool)).toMatchInlineSnapshot(`
    "# Going in: the cookie names a replica. Without one, or with one that names nobody, the replicas take turns.
    map $cookie_route $pool_memory {
      default    memory;
      replica-1  memory.replica-1;
      replica-2  memory.replica-2;
    }

    # Coming out: X-Replica says who answered, after a retry too. ($upstream_addr would not do: an address even where
    # replicas are given by name.) The cookie is set only when it changes: at first, and after its replica has died.
    map "$cookie_route $upstream_http_x_replica" $route_memory {
      default       "route=$upstream_http_x_replica; Path=/memory; HttpOnly; SameSite=Lax";
      "~^(.*) \\1$"  "";  # the cookie says so already
      "~ $"         "";  # no replica answered
    }

    upstream memory {
      zone memory 128k;
      server 127.0.0.1:3001 fail_timeout=1s;
      server 127.0.0.1:3002 fail_timeout=1s;
      keepalive 256; keepalive_requests 100000000; keepalive_timeout 3600s;
    }

    # One upstream for each replica: it alone is asked while it lives, and the others stand in when it is dead.
    upstream memory.replica-1 {
      zone memory.replica-1 128k;
      server 127.0.0.1:3001 fail_timeout=1s;
      server 127.0.0.1:3002 fail_timeout=1s backup;
      keepalive 256; keepalive_requests 100000000; keepalive_timeout 3600s;
    }
    upstream memory.replica-2 {
      zone memory.replica-2 128k;
      server 127.0.0.1:3002 fail_timeout=1s;
      server 127.0.0.1:3001 fail_timeout=1s backup;
      keepalive 256; keepalive_requests 100000000; keepalive_timeout 3600s;
    }"
  `)
})

it('renders its location', () => {
  expect(stickyCookie.location(pool)).toMatchInlineSnapshot(`
    "proxy_pass http://$pool_memory;
    add_header Set-Cookie $route_memory always;"
  `)
})
