/** The access log: its format for nginx, and its parser. */

/** One request, as the load balancer logged it. */
export interface AccessRecord {
  /** When nginx had finished it, in seconds since 1970 with a resolution of 1 ms. */
  readonly time: number
  /** Sent to the replica as `X-Request-Id`: the client's own, or one that nginx generated. */
  readonly requestId: string
  /** The client; with a trusted `X-Forwarded-For`, the virtual user. */
  readonly clientAddress: string
  /** `-` if the path belongs to no mode, or nginx could not parse the request. */
  readonly mode: string
  readonly method: string
  /** Without the query string, which may contain secrets. */
  readonly path: string
  /** The status sent to the client; 499 if the client closed the connection first, 0 if nothing was sent. */
  readonly status: number
  /** From the first byte read to the last byte written, resolution 1 ms. */
  readonly requestTimeSeconds: number
  /** Request line, headers and body. */
  readonly requestBytes: number
  /** Status line, headers and body. */
  readonly responseBytes: number
  /** The replica that answered, by its `X-Replica` header; undefined if nginx answered itself. */
  readonly replica: string | undefined
  /** Every attempt at a replica, in order; empty if nginx answered itself. */
  readonly attempts: readonly Attempt[]
  /** How often nginx retried the request on another replica: attempts after the first. */
  readonly retries: number
}

/** One attempt to get an answer from a replica. */
interface Attempt {
  /** `address:port`; the name of the upstream if nginx considered all its replicas unavailable. */
  readonly address: string
  /** 502 without connection or answer, 504 after a timeout, undefined if the client closed the connection. */
  readonly status: number | undefined
  readonly timeSeconds: number | undefined
}

const fields = {
  time: '$msec',
  requestId: '"$forwarded_request_id"',
  clientAddress: '"$remote_addr"',
  mode: '"$mode"',
  method: '"$request_method"',
  path: '"$uri"',
  status: '"$status"', // quoted: nginx writes 000 if nothing was sent, which is not a JSON number
  requestTimeSeconds: '$request_time',
  requestBytes: '$request_length',
  responseBytes: '$bytes_sent',
  replica: '"$upstream_http_x_replica"',
  upstreams: '"$upstream_addr"',
  upstreamStatus: '"$upstream_status"',
  upstreamTimeSeconds: '"$upstream_response_time"',
}

type Line = { readonly [Field in keyof typeof fields]: string | number }

/** Renders the `log_format` directive named `json`: one JSON object per line. */
export function renderLogFormat(): string {
  const lines = Object.entries(fields).map(([name, variable], i) => `  '${i === 0 ? '{' : ','}"${name}":${variable}'`)
  return ['log_format json escape=json', ...lines, "  '}';"].join('\n')
}

/**
 * Reads one line of the access log.
 *
 * @throws Error if the line is not a complete JSON object, e.g. because it was truncated
 */
export function parseAccessLine(line: string): AccessRecord {
  const { upstreams, upstreamStatus, upstreamTimeSeconds, replica, ...plain } = parseObject(line)
  const statuses = splitList(upstreamStatus)
  const times = splitList(upstreamTimeSeconds)
  const attempts = splitList(upstreams).map((address, i) => ({
    address,
    status: toNumber(statuses[i]),
    timeSeconds: toNumber(times[i]),
  }))
  return {
    time: Number(plain.time),
    requestId: String(plain.requestId),
    clientAddress: String(plain.clientAddress),
    mode: String(plain.mode),
    method: String(plain.method),
    path: String(plain.path),
    status: Number(plain.status),
    requestTimeSeconds: Number(plain.requestTimeSeconds),
    requestBytes: Number(plain.requestBytes),
    responseBytes: Number(plain.responseBytes),
    replica: replica === '' || replica === '-' ? undefined : String(replica),
    attempts,
    retries: Math.max(0, attempts.length - 1),
  }
}

function parseObject(line: string): Line {
  try {
    const object: unknown = JSON.parse(line)
    if (isLine(object)) return object
  } catch (cause) {
    throw new Error(`not a line of the access log: ${JSON.stringify(line)}`, { cause })
  }
  throw new Error(`not a line of the access log, a field is missing: ${JSON.stringify(line)}`)
}

function isLine(value: unknown): value is Line {
  return typeof value === 'object' && value !== null && Object.keys(fields).every((name) => Object.hasOwn(value, name))
}

// "a, b" after a retry, "a : b" after an internal redirect; empty or "-" if nginx answered itself.
function splitList(list: string | number): readonly string[] {
  return list === '' || list === '-' ? [] : String(list).split(/, | : /)
}

const toNumber = (text: string | undefined) => (text === undefined || text === '-' ? undefined : Number(text))
