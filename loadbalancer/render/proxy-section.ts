/** How requests are taken in and handed on, the same for every mode: connections, sizes, times, headers, retries. */

const clientSide = `\
# Clients. They keep their connections, and nginx must not end these by its own count (default: 1000 requests): a load
# generator would measure that too. Headers may hold a token of 8 KB; Node takes 16 KB in all. Bodies are small.
keepalive_requests           100000000;
keepalive_timeout            3600s;
large_client_header_buffers  4 16k;
client_max_body_size         64k;
client_body_buffer_size      64k;`

const replicaSide = `\
# Replicas. Connections to them are kept too, which takes HTTP/1.1 and no "Connection: close". A replica must keep an
# idle one for longer than nginx does, or now and then a POST meets a closed door: 502, with nobody at fault.
proxy_http_version           1.1;
proxy_set_header             Connection "";
proxy_set_header             Host $http_host;
proxy_set_header             X-Forwarded-For $remote_addr;  # one address, the one that nginx believes
proxy_set_header             X-Forwarded-Proto $scheme;
proxy_set_header             X-Request-Id $forwarded_request_id;
proxy_buffer_size            16k;  # a token in a cookie does not fit into 4 KB
proxy_buffers                8 16k;`

const patience = `\
# A dead replica refuses at once; a frozen one still accepts, and only the read timeout finds that out. Ten seconds
# let a queue of slow logins pass; sixty, the default, would outlast many an experiment. After a 504 the replica may
# still carry the request out: it has it.
proxy_connect_timeout        500ms;
proxy_send_timeout           10s;
proxy_read_timeout           10s;`

const retries = `\
# A request that failed goes to another replica, but nothing may be applied twice. nginx never sends a POST again once
# it was sent. A PUT or DELETE it would, taking it for harmless: so each mode has an @once location for these, without
# retries. A GET that has waited its full time is not tried again: the five seconds for retries are over by then.
proxy_next_upstream          error timeout;
proxy_next_upstream_timeout  5s;
map $request_method $once {
  default  0;
  PUT      1;
  DELETE   1;
}`

const requestId = `\
# The client's own request id if it is a plain one, else one that nginx makes up.
map $http_x_request_id $forwarded_request_id {
  default              $request_id;
  "~^[\\w.:-]{1,100}$"  $http_x_request_id;
}`

/**
 * Renders it for `http { … }`.
 *
 * @param trustedPeers - whose `X-Forwarded-For` is believed
 */
export function renderProxySection(trustedPeers: readonly string[]): string {
  return [clientSide, renderRealAddress(trustedPeers), replicaSide, patience, retries, requestId].join('\n\n')
}

function renderRealAddress(trustedPeers: readonly string[]): string {
  if (trustedPeers.length === 0) return '# Nobody is trusted to speak for others: X-Forwarded-For is ignored.'
  return `\
# Virtual users share a machine but not an address: each says by X-Forwarded-For who it is. Believed only from these,
# which outside of a lab would be one's own proxies and nobody else:
${trustedPeers.map((peer) => `set_real_ip_from             ${peer};`).join('\n')}
real_ip_header               X-Forwarded-For;`
}
