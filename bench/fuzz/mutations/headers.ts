/** Mutations of headers: names, values, number, size, and headers that must not be trusted. */

import { randomInteger } from '../../random.ts'
import { type Header, mapHeader, plusHeader, type RawRequest, withHeader } from '../request.ts'
import { type Mutation, oneOf, pick } from './mutation.ts'

/** Changes one header, whichever. */
const anyHeader =
  (change: (header: Header) => Header): Mutation =>
  (request, random) => {
    const at = randomInteger(random, request.headers.length)
    return { ...request, headers: request.headers.map((header, index) => (index === at ? change(header) : header)) }
  }

const claims: readonly Header[] = [
  ['X-Forwarded-For', '127.0.0.1, 8.8.8.8'],
  ['X-Forwarded-For', 'not an address'],
  ['X-Forwarded-For', `${'1.1.1.1, '.repeat(400)}2.2.2.2`],
  ['X-Forwarded-For', '::ffff:10.0.0.1'],
  ['X-Forwarded-Proto', 'https'],
  ['X-Forwarded-Host', 'elsewhere.example'],
  ['Forwarded', 'for=127.0.0.1;proto=https'],
  ['X-Real-IP', '127.0.0.1'],
  ['X-Request-Id', '"}\r\n'],
  ['X-Request-Id', '{"a":'],
  ['X-Request-Id', 'x'.repeat(300)],
  ['X-Replica', 'replica-9'],
  ['X-Original-URL', '/admin/users'],
  ['X-HTTP-Method-Override', 'DELETE'],
  ['X-User', 'admin'],
  ['Origin', 'https://elsewhere.example'],
  ['Origin', 'null'],
  ['Sec-Fetch-Site', 'cross-site'],
  ['Upgrade', 'websocket'],
  ['Upgrade', 'h2c'],
  ['Connection', 'Upgrade, HTTP2-Settings'],
  ['Connection', 'close'],
  ['Connection', 'authorization, cookie'],
  ['Expect', '100-continue'],
  ['Expect', 'anything'],
  ['TE', 'trailers'],
  ['Range', 'bytes=0-0,-1'],
  ['If-None-Match', '*'],
  ['Accept', `${'*/*;q=0.1,'.repeat(500)}a`],
  ['Accept-Encoding', 'gzip;q=NaN, br'],
  ['Content-Encoding', 'gzip'],
  ['Accept-Version', '9.9.9'],
  ['__proto__', 'polluted'],
  ['constructor', 'polluted'],
]

const hosts = ['', 'elsewhere.example', '127.0.0.1:99999', '[::1', 'a b', '127.0.0.1\0', 'x'.repeat(5_000), '../../etc']
const hostLists: readonly ((request: RawRequest) => RawRequest)[] = [
  (request) => ({ ...request, headers: request.headers.filter(([name]) => name !== 'Host') }),
  (request) => plusHeader(request, 'Host', 'elsewhere.example'),
]

export const headerMutations = {
  'header-added': oneOf(claims, (request, [name, value]) => plusHeader(request, name, value)),
  'header-dropped': (request, random) => {
    const at = randomInteger(random, request.headers.length)
    return { ...request, headers: request.headers.filter((_, index) => index !== at) }
  },
  'header-twice': (request, random) => ({ ...request, headers: [...request.headers, pick(random, request.headers)] }),
  'header-order': ({ headers, ...request }) => ({ ...request, headers: headers.toReversed() }),
  'header-capitals': anyHeader(([name, value]) => [name.toUpperCase(), value]),
  'header-underscored': anyHeader(([name, value]) => [name.replaceAll('-', '_'), value]),
  'header-space-before-colon': anyHeader(([name, value]) => [`${name} `, value]),
  'header-space-before-name': anyHeader(([name, value]) => [` ${name}`, value]),
  'header-without-name': anyHeader(([, value]) => ['', value]),
  'header-folded': anyHeader(([name, value]) => [name, `${value.slice(0, 5)}\r\n ${value.slice(5)}`]),
  'header-nul': anyHeader(([name, value]) => [name, `${value}\0`]),
  'header-bare-cr': anyHeader(([name, value]) => [name, `${value}\rX-Injected: 1`]),
  'header-bare-lf': anyHeader(([name, value]) => [name, `${value}\nX-Injected: 1`]),
  'header-bytes': anyHeader(([name, value]) => [name, `${value}\xff\xfe\x80`]),
  'header-long': (request, random) =>
    plusHeader(request, 'X-Long', 'x'.repeat(pick(random, [3_000, 9_000, 15_000, 17_000, 40_000, 70_000]))),
  'headers-many': (request, random) => {
    const many = Array.from({ length: pick(random, [60, 300, 2_500]) }, (_, n): Header => [`X-${n}`, `${n}`])
    return { ...request, headers: [...many, ...request.headers] }
  },
  host: oneOf(hosts, (request, host) => withHeader(request, 'Host', host)),
  'host-missing-or-twice': oneOf(hostLists, (request, change) => change(request)),
  'values-padded': (request) =>
    request.headers.reduce((changed, [name]) => mapHeader(changed, name, (value) => `\t ${value} \t`), request),
} as const satisfies Record<string, Mutation>
