/**
 * Mutations of a request's framing: lengths, chunks, and both at once. If two servers in a row disagree about the end of a
 * request, the rest of its bytes becomes the start of another one: request smuggling (RFC 9112, section 11.2).
 */

import { plusHeader, type RawRequest } from '../request.ts'
import { type Mutation, oneOf } from './mutation.ts'

const hidden = (target: string) => `GET ${target} HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Hidden: `

const chunked = (body: Buffer) =>
  Buffer.concat([Buffer.from(`${body.length.toString(16)}\r\n`), body, Buffer.from('\r\n0\r\n\r\n')])

const unframed = (request: RawRequest): RawRequest => ({ ...request, tellsLength: false })

const lengths: readonly ((length: number) => readonly string[])[] = [
  (length) => [`${length + 5}`],
  (length) => [`${Math.max(0, length - 5)}`],
  (length) => [`+${length}`],
  (length) => [`-${length}`],
  (length) => [`0x${length.toString(16)}`],
  (length) => [`000${length}`],
  (length) => [`${length}, ${length}`],
  (length) => [`${length}`, `${length + 1}`],
  (length) => ['0', `${length}`],
  () => ['99999999999999999999'],
  () => ['1e3'],
  () => ['', ''],
  () => ['70000'],
]

const encodings = [
  'chunked',
  'Chunked',
  'xchunked',
  'chunked, identity',
  'identity',
  'gzip, chunked',
  ' chunked',
  'chunked\x0b',
  '"chunked"',
  'chunked\r\nTransfer-Encoding: x',
]

const badChunks = [
  'zz\r\nabc\r\n0\r\n\r\n',
  '-1\r\n\r\n',
  'ffffffffffffffff\r\na',
  '3;a="b\r\nabc\r\n0\r\n\r\n',
  '3\nabc\n0\n\n',
  `3;${'x'.repeat(20_000)}\r\nabc\r\n0\r\n\r\n`,
  '0\r\nSet-Cookie: sid=x\r\nContent-Length: 3\r\n\r\n',
  '3\r\nabcde\r\n0\r\n\r\n',
]

export const framingMutations = {
  length: oneOf(lengths, (request, of) =>
    of(request.body.length).reduce((framed, length) => plusHeader(framed, 'Content-Length', length), unframed(request)),
  ),
  chunked: (request) => ({
    ...plusHeader(unframed(request), 'Transfer-Encoding', 'chunked'),
    body: chunked(request.body),
  }),
  'chunks-bad': oneOf(badChunks, (request, body) => ({
    ...plusHeader(unframed(request), 'Transfer-Encoding', 'chunked'),
    body: Buffer.from(body, 'latin1'),
  })),
  // By its length, the body contains the hidden request; by its chunks, the hidden request follows as a second one.
  'length-against-chunks': oneOf(encodings, (request, encoding) => {
    const body = Buffer.concat([chunked(Buffer.alloc(0)), Buffer.from(hidden(request.target))])
    const both = plusHeader(
      plusHeader(unframed(request), 'Content-Length', `${body.length}`),
      'Transfer-Encoding',
      encoding,
    )
    return { ...both, body }
  }),
  'chunks-against-length': oneOf(encodings, (request, encoding) => {
    const smuggled = Buffer.from(hidden(request.target))
    const body = Buffer.concat([
      Buffer.from(`${smuggled.length.toString(16)}\r\n`),
      smuggled,
      Buffer.from('\r\n0\r\n\r\n'),
    ])
    const both = plusHeader(plusHeader(unframed(request), 'Content-Length', '4'), 'Transfer-Encoding', encoding)
    return { ...both, body }
  }),
  'encoding-name': (request) => ({
    ...plusHeader(request, 'Transfer-Encoding ', 'chunked'),
    body: Buffer.from(`0\r\n\r\n${hidden(request.target)}`),
  }),
  'encoding-underscored': (request) => ({
    ...plusHeader(request, 'Transfer_Encoding', 'chunked'),
    body: chunked(request.body),
  }),
  'body-of-a-read': (request) => ({ ...request, method: 'GET', body: Buffer.from(hidden(request.target)) }),
  pipelined: (request) => ({
    ...request,
    next: Buffer.from(`GET ${request.target} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n`, 'latin1'),
  }),
} as const satisfies Record<string, Mutation>
