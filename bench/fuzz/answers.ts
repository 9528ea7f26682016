/** Reads the answers that came down a connection (RFC 9112), as far as they are complete. Pure. */

export interface RawAnswer {
  readonly status: number
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export interface Received {
  readonly answers: readonly RawAnswer[]
  /** The bytes after the last complete answer: none, the start of an answer, or not HTTP. */
  readonly rest: string
}

/** @param received all bytes so far, one character each; `methods` of the requests, since an answer to HEAD has no body */
export function readAnswers(received: string, method: string): Received {
  const answers: RawAnswer[] = []
  let rest = received
  for (;;) {
    const end = rest.indexOf('\r\n\r\n')
    const status = Number(/^HTTP\/1\.[01] (\d{3})/.exec(rest)?.[1])
    if (end === -1 || Number.isNaN(status)) return { answers, rest }
    const headers = Object.fromEntries(
      rest
        .slice(0, end)
        .split('\r\n')
        .slice(1)
        .map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]),
    )
    // A server that could not parse a HEAD request may send a body, and then closes the connection.
    const isHead = method === 'HEAD' && headers['connection'] !== 'close'
    const isBodiless = status < 200 || status === 204 || status === 304 || isHead
    const body = isBodiless ? { text: '', end: end + 4 } : bodyAt(rest, end + 4, headers)
    if (body === undefined) return { answers, rest }
    rest = rest.slice(body.end)
    if (status >= 200) answers.push({ status, headers, body: body.text }) // `100 Continue` is no answer yet
  }
}

/** undefined where it has not all come. */
function bodyAt(
  text: string,
  start: number,
  headers: Readonly<Record<string, string>>,
): { readonly text: string; readonly end: number } | undefined {
  if (headers['transfer-encoding'] === 'chunked') {
    const end = text.indexOf('0\r\n\r\n', start)
    return end === -1 ? undefined : { text: text.slice(start, end), end: end + 5 }
  }
  const length = Number(headers['content-length'])
  if (Number.isNaN(length)) return { text: text.slice(start), end: text.length } // until the connection ends
  return text.length < start + length ? undefined : { text: text.slice(start, start + length), end: start + length }
}
