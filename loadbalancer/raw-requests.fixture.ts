/** Requests that no client library sends: ambiguous ones, which two servers could read differently, and ones that exceed a limit. */
import { connect } from 'node:net'

/** A body that a server would read as a second request if it ended the first one too early. */
const hidden = 'GET /memory/hidden HTTP/1.1\r\nHost: a\r\n\r\n'
const chunkOf = (text: string) => `${text.length.toString(16)}\r\n${text}\r\n`
const chunked = `${chunkOf('x=1')}0\r\n\r\n`

const post = (lines: string, body = '', version = '1.1') =>
  `POST /memory/cart HTTP/${version}\r\nHost: a\r\n${lines}\r\n\r\n${body}`
const get = (lines: string) => `GET /memory/me HTTP/1.1\r\nHost: a\r\n${lines}\r\n\r\n`

/** nginx must refuse each with 400. */
export const ambiguous: Readonly<Record<string, string>> = {
  'a length and chunks (CL.TE)': post(
    `Content-Length: ${hidden.length + 5}\r\nTransfer-Encoding: chunked`,
    `0\r\n\r\n${hidden}`,
  ),
  'chunks and a length (TE.CL)': post('Transfer-Encoding: chunked\r\nContent-Length: 4', `${chunkOf(hidden)}0\r\n\r\n`),
  'two lengths': post(`Content-Length: 0\r\nContent-Length: ${hidden.length}`, hidden),
  'two lengths that agree': post('Content-Length: 3\r\nContent-Length: 3', 'x=1'),
  'two lengths in one line': post('Content-Length: 3, 3', 'x=1'),
  'a length with a sign': post('Content-Length: +3', 'x=1'),
  'a negative length': post('Content-Length: -3', 'x=1'),
  'a length in hexadecimal': post('Content-Length: 0x3', 'x=1'),
  'a length that exceeds every number type': post('Content-Length: 99999999999999999999999', 'x=1'),
  'an encoding twice': post('Transfer-Encoding: chunked\r\nTransfer-Encoding: identity', chunked),
  'a folded line': post('X-Folded: a\r\n Content-Length: 3', 'x=1'),
  'a folded encoding': post('Transfer-Encoding:\r\n chunked', chunked),
  'a space before the colon': post(
    `Transfer-Encoding : chunked\r\nContent-Length: ${hidden.length + 5}`,
    `0\r\n\r\n${hidden}`,
  ),
  'a control character in a name': post('Transfer-\x0bEncoding: chunked', chunked),
  'a zero byte in a value': get('X-Zero: a\0b'),
  'a chunk whose size is not a number': post('Transfer-Encoding: chunked', `z\r\nx=1\r\n0\r\n\r\n${hidden}`),
  'a chunk whose size exceeds every number type': post(
    'Transfer-Encoding: chunked',
    `ffffffffffffffffff\r\nx\r\n0\r\n\r\n${hidden}`,
  ),
  'a chunk longer than its size': post('Transfer-Encoding: chunked', `1\r\nx=1\r\n0\r\n\r\n${hidden}`),
  'two hosts': get('Host: b'),
  'no host': 'GET /memory/me HTTP/1.1\r\n\r\n',
}

/** Unusual but unambiguous: one request, which nginx forwards in its own normalised form. */
export const strange: Readonly<Record<string, string>> = {
  'a line without a colon': get('nonsense'),
  'bare line feeds': 'GET /memory/me HTTP/1.1\nHost: a\n\n',
}

/** Each with the accepted statuses. */
export const tooMuch: Readonly<Record<string, readonly [request: string, statuses: readonly number[]]>> = {
  'one huge header': [get(`X-Huge: ${'x'.repeat(70_000)}`), [431]],
  'a huge cookie': [get(`Cookie: sid=${'x'.repeat(70_000)}`), [431]],
  'thousands of headers': [
    get(Array.from({ length: 5_000 }, (_, index) => `X-${index}: ${index}`).join('\r\n')),
    [431],
  ],
  'a huge address': [`GET /memory/${'x'.repeat(70_000)} HTTP/1.1\r\nHost: a\r\n\r\n`, [414, 431]],
  'a huge body': [post('Content-Length: 100000\r\nContent-Type: application/json', 'x'.repeat(100_000)), [413]],
  'a huge body in chunks': [
    post('Transfer-Encoding: chunked\r\nContent-Type: application/json', `${chunkOf('x'.repeat(100_000))}0\r\n\r\n`),
    [413],
  ],
}

/** The next request on the same connection, as if from another client. */
export const next = 'GET /memory/next HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n'

/** Sends the bytes on one connection; returns the statuses of all responses until the server closes it. */
export function statusesOf(port: number, bytes: string): Promise<number[]> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    let received = ''
    socket.setEncoding('latin1').on('data', (text) => {
      received += text
    })
    // A server may close the connection before it has read everything.
    socket.on('error', () => {})
    socket.on('close', () =>
      resolve([...received.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status))),
    )
    socket.write(bytes, 'latin1')
  })
}
