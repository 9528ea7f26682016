/** What each policy renders for a mode with two replicas. */
import { describe, expect, it } from 'vitest'
import type { Pool } from '../policy.ts'
import { type PolicyName, policies } from '../registry.ts'

const pool: Pool = {
  mode: 'memory',
  replicas: [
    { name: 'replica-1', address: '127.0.0.1:3001' },
    { name: 'replica-2', address: '127.0.0.1:3002' },
  ],
}

const toUpstream = 'proxy_pass http://memory;'

const rendered: Partial<Record<PolicyName, { upstream: string; location: string }>> = {
  'round-robin': {
    location: toUpstream,
    upstream: `\
upstream memory {
  zone memory 128k;
  server 127.0.0.1:3001 fail_timeout=1s;
  server 127.0.0.1:3002 fail_timeout=1s;
  keepalive 256; keepalive_requests 100000000; keepalive_timeout 3600s;
}`,
  },
  'least-conn': {
    location: toUpstream,
    upstream: `\
# Counted are requests under way, not connections kept open. Where several are equally idle they take turns.
upstream memory {
  zone memory 128k;
  least_conn;
  server 127.0.0.1:3001 fail_timeout=1s;
  server 127.0.0.1:3002 fail_timeout=1s;
  keepalive 256; keepalive_requests 100000000; keepalive_timeout 3600s;
}`,
  },
  'ip-hash': {
    location: toUpstream,
    upstream: `\
# Hashed are the first three bytes of an IPv4 address (all of IPv6): an office behind one /24 shares one replica.
upstream memory {
  zone memory 128k;
  ip_hash;
  server 127.0.0.1:3001 fail_timeout=1s;
  server 127.0.0.1:3002 fail_timeout=1s;
  keepalive 256; keepalive_requests 100000000; keepalive_timeout 3600s;
}`,
  },
  hash: {
    location: toUpstream,
    upstream: `\
# Hashed is the cookie \`sid\`, which a client gets by the answer to its login. So the login comes without it, and
# without a key the replicas take turns; what follows goes to the replica of the key, which need not be that of the
# login. Clients that never have the cookie (tokens, passwords) take turns always.
upstream memory {
  zone memory 128k;
  hash $cookie_sid;
  server 127.0.0.1:3001 fail_timeout=1s;
  server 127.0.0.1:3002 fail_timeout=1s;
  keepalive 256; keepalive_requests 100000000; keepalive_timeout 3600s;
}`,
  },
  'consistent-hash': {
    location: toUpstream,
    upstream: `\
# Hashed is the client's whole address, which is the same before and after the login; an office behind one address shares
# one replica. Each replica has 160 points on a ring (ketama), so a new one takes over about its own share of the users and
# leaves the others where they are. The price: shares are uneven, as the points fall.
upstream memory {
  zone memory 128k;
  hash $remote_addr consistent;
  server 127.0.0.1:3001 fail_timeout=1s;
  server 127.0.0.1:3002 fail_timeout=1s;
  keepalive 256; keepalive_requests 100000000; keepalive_timeout 3600s;
}`,
  },
  'sticky-cookie': {
    location: `\
proxy_pass http://$pool_memory;
add_header Set-Cookie $route_memory always;`,
    upstream: `\
# Going in: the cookie names a replica. Without one, or with one that names nobody, the replicas take turns.
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
}`,
  },
  'sticky-native': {
    location: toUpstream,
    upstream: `\
# nginx sets the cookie \`route\` with every answer, to the name after \`route=\` of whoever gave it. A cookie that names
# nobody, or a dead replica, counts as none: the replicas take turns, and the answer's cookie says who it was.
upstream memory {
  zone memory 128k;
  sticky cookie route path=/memory httponly samesite=lax;
  server 127.0.0.1:3001 route=replica-1 fail_timeout=1s;
  server 127.0.0.1:3002 route=replica-2 fail_timeout=1s;
  keepalive 256; keepalive_requests 100000000; keepalive_timeout 3600s;
}`,
  },
}

describe.each(Object.entries(rendered))('policy %s', (name, { upstream, location }) => {
  const policy = policies[name as PolicyName]

  it('renders its upstream', () => expect(policy.upstream(pool)).toBe(upstream))

  it('renders its location', () => expect(policy.location(pool)).toBe(location))
})

it('sticky-native gives its cookie the prefix `__Host-` where clients connect by TLS', () => {
  expect(policies['sticky-native'].upstream({ ...pool, tls: true })).toContain(
    'sticky cookie __Host-route-memory path=/ secure httponly samesite=lax;',
  )
})
