/** A request as it goes over the wire, in the parts that can be got wrong one by one. */

export interface RawRequest {
  readonly method: string
  /** What stands between method and version: usually a path. */
  readonly target: string
  /** `HTTP/1.1`; nothing for HTTP/0.9. */
  readonly version: string
  /** Names and values as written, in order; each may be there twice, or make no sense. */
  readonly headers: readonly Header[]
  readonly body: Buffer
  /** Whether a correct Content-Length is added; otherwise the headers are sent as they are. */
  readonly tellsLength: boolean
  /** Bytes that follow at once on the same connection. */
  readonly next?: Buffer
}

export type Header = readonly [name: string, value: string]

/** The bytes to send. Texts go byte by byte: a character beyond U+00FF is cut. */
export function render({ method, target, version, headers, body, tellsLength, next }: RawRequest): Buffer {
  const length: Header[] = tellsLength && body.length > 0 ? [['Content-Length', `${body.length}`]] : []
  const lines = [...headers, ...length].map(([name, value]) => `${name}: ${value}\r\n`)
  const head = `${method} ${target}${version === '' ? '' : ` ${version}`}\r\n${lines.join('')}\r\n`
  return Buffer.concat([Buffer.from(head, 'latin1'), body, ...(next ? [next] : [])])
}

/** The same with a header's value replaced, or the header added where there is none. */
export function withHeader(request: RawRequest, name: string, value: string): RawRequest {
  const isIt = ([found]: Header) => found.toLowerCase() === name.toLowerCase()
  const others = request.headers.filter((header) => !isIt(header))
  return { ...request, headers: [...others, [name, value]] }
}

/** The same with the value of each such header changed. */
export function mapHeader(request: RawRequest, name: string, change: (value: string) => string): RawRequest {
  const headers = request.headers.map(
    ([found, value]): Header => [found, found.toLowerCase() === name.toLowerCase() ? change(value) : value],
  )
  return { ...request, headers }
}

/** The same with one more header at its end. */
export function plusHeader(request: RawRequest, name: string, value: string): RawRequest {
  return { ...request, headers: [...request.headers, [name, value]] }
}
