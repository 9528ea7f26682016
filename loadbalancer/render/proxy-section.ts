/** The proxy settings that all modes share: connections, sizes, timeouts, headers, retries. */

const clientSide = `\
# Clients keep their connections open. nginx's default closes one after 1000 requests, and a load generator would
# measure the reconnects. Headers may contain a token of 8 KB; Node accepts 16 KB in total. Bodies are small.
keepalive_requests           100000000;
keepalive_timeout            3600s;
large_client_header_buffers  4 16k;
client_max_body_size         64k;
client_body_buffer_size      64k;`

const replicaSide = `\
# nginx also keeps its connections to replicas open, which needs HTTP/1.1 and no "Connection: close". A replica must keep
# an idle connection open for longer than nginx does: a POST on a connection that the replica is closing fails with 502.
proxy_http_version           1.1;
proxy_set_header             Connection "";
proxy_set_header             Host $http_host;
proxy_set_header             X-Forwarded-For $remote_addr;  # only the address that nginx trusts
proxy_set_header             X-Forwarded-Proto $scheme;
proxy_set_header             X-Request-Id $forwarded_request_id;
proxy_buffer_size            16k;  # the default, 4 KB, is too small for a token in a cookie
proxy_buffers                8 16k;`

const timeouts = `\
# A dead replica refuses connections at once. A frozen one still accepts them, so only the read timeout detects it. Ten
# seconds are enough for a queue of slow logins; the default of sixty is longer than many experiments. After a 504 the
# replica may still execute the request.
proxy_connect_timeout        500ms;
proxy_send_timeout           10s;
proxy_read_timeout           10s;`

const retries = `\
# nginx retries a failed request on another replica, but no write may be executed twice. nginx never resends a POST that
# was sent. It would resend a PUT or DELETE, as both are idempotent, so each mode has an @once location without retries
# for them. A GET that reached the read timeout is not retried either: the five seconds for retries are over by then.
proxy_next_upstream          error timeout;
proxy_next_upstream_timeout  5s;
map $request_method $once {
  default  0;
  PUT      1;
  DELETE   1;
}`

const requestId = `\
# The client's request id if it matches the pattern, else one that nginx generates.
map $http_x_request_id $forwarded_request_id {
  default              $request_id;
  "~^[\\w.:-]{1,100}$"  $http_x_request_id;
}`

/**
 * Renders the settings for `http { … }`.
 *
 * @param trustedPeers - addresses or networks from which nginx trusts `X-Forwarded-For`
 */
export function renderProxySection(trustedPeers: readonly string[]): string {
  return [clientSide, renderRealAddress(trustedPeers), replicaSide, timeouts, retries, requestId].join('\n\n')
}

function renderRealAddress(trustedPeers: readonly string[]): string {
  if (trustedPeers.length === 0) return '# No peer is trusted: X-Forwarded-For is ignored.'
  return `\
# Virtual users run on one machine, so each sends an address of its own in X-Forwarded-For. nginx trusts that header only
# from these networks. In production, list only your own proxies here.
${trustedPeers.map((peer) => `set_real_ip_from             ${peer};`).join('\n')}
real_ip_header               X-Forwarded-For;`
}
