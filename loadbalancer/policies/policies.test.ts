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
# nginx counts requests in progress, not open connections. Equally busy replicas take turns.
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
# nginx hashes the first three bytes of an IPv4 address (all of IPv6): all clients in one /24 get the same replica.
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
# nginx hashes the cookie \`sid\`, which the response to a login sets. The login itself has no cookie, so nginx sends it to
# the replicas in turn. Later requests go to the replica of the hash, which can be another than that of the login.
# Requests of clients without the cookie (tokens, passwords) always go to the replicas in turn.
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
# nginx hashes the client's whole address, which is the same before and after the login; all users behind one address get
# the same replica. Each replica has 160 points on a ring (ketama): a new replica takes over about its own share of the
# users and leaves the others in place. The cost: shares are uneven, because the points are placed by hash.
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
# Request: the cookie names the replica. Without a cookie, or with an unknown name, the replicas take turns.
map $cookie_route $pool_memory {
  default    memory;
  replica-1  memory.replica-1;
  replica-2  memory.replica-2;
}

# Response: X-Replica names the replica that answered, also after a retry. ($upstream_addr is an IP address even if the
# replicas are configured by name.) nginx sets the cookie only when it changes: at first, and after its replica has died.
map "$cookie_route $upstream_http_x_replica" $route_memory {
  default       "route=$upstream_http_x_replica; Path=/memory; HttpOnly; SameSite=Lax";
  "~^(.*) \\1$"  "";  # the client already has this cookie
  "~ $"         "";  # no replica answered
}

upstream memory {
  zone memory 128k;
  server 127.0.0.1:3001 fail_timeout=1s;
  server 127.0.0.1:3002 fail_timeout=1s;
  keepalive 256; keepalive_requests 100000000; keepalive_timeout 3600s;
}

# One upstream per replica: the others are backups, which nginx uses only while this replica is unavailable.
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
# With every response nginx sets the cookie \`route\` to the \`route=\` name of the server that answered. It ignores a cookie
# with an unknown name or that of an unavailable replica: the replicas take turns, and the response sets a new cookie.
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
