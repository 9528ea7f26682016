/** The access log: what nginx writes about each request, and how to read it back. */

/** One request, as the load balancer saw it. */
export interface AccessRecord {
  /** When it was done, in seconds since 1970 with a resolution of 1 ms. */
  readonly time: number
  /** Also told to the replica as `X-Request-Id`: the client's own, or one that nginx made up. */
  readonly requestId: string
  /** The client; with a trusted `X-Forwarded-For`, the virtual user. */
  readonly clientAddress: string
  /** `-` where the path belongs to no mode, or the request makes no sense. */
  readonly mode: string
  readonly method: string
  /** Without the query, which may hold secrets. */
  readonly path: string
  /** What the client got; 499 where it left before, 0 where nothing was sent at all. */
  readonly status: number
  /** From the first byte read to the last byte written, resolution 1 ms. */
  readonly requestTimeSeconds: number
  /** Request line, headers and body. */
  readonly requestBytes: number
  /** Status line, headers and body. */
  readonly responseBytes: number
  /** Who answered, by `X-Replica`; undefined where nginx answered itself. */
  readonly replica: string | undefined
  /** Every replica that was asked, in order; none where nginx answered itself. */
  readonly attempts: readonly Attempt[]
  /** How often the request was passed on to another replica: attempts after the first. */
  readonly retries: number
}

/** One replica being asked. */
interface Attempt {
  /** `address:port`; the name of the upstream where all its replicas were counted as dead. */
  readonly address: string
  /** 502 where nginx got no connection or no answer, 504 where it waited too long, undefined where the client left. */
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
  status: '"$status"', // quoted, as it is 000 where nothing was sent: no number in JSON
  requestTimeSeconds: '$request_time',
  requestBytes: '$request_length',
  responseBytes: '$bytes_sent',
  replica: '"$upstream_http_x_replica"',
  upstreams: '"$upstream_addr"',
  upstreamStatus: '"$upstream_status"',
  upstreamTimeSeconds: '"$upstream_response_time"',
}

type Line = { readonly [Field in keyof typeof fields]: string | number }

/** The `log_format` directive: one JSON object a line, under the name `json`. */
export function renderLogFormat(): string {
  const lines = Object.entries(fields).map(([name, variable], i) => `  '${i === 0 ? '{' : ','}"${name}":${variable}'`)
  return ['log_format json escape=json', ...lines, "  '}';"].join('\n')
}

/**
 * Reads one line of the access log.
 *
 * @throws Error where the line is no such object, e.g. because it was cut off
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

// "a, b" after a retry, "a : b" after an internal redirect; empty or "-" where no replica was asked.
function splitList(list: string | number): readonly string[] {
  return list === '' || list === '-' ? [] : String(list).split(/, | : /)
}

const toNumber = (text: string | undefined) => (text === undefined || text === '-' ? undefined : Number(text))
