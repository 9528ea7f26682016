/** Mutations of credentials: the Authorization header and cookies. */

import { partOf, partsOf, withClaims, withParts } from '../../attacks/token-text.ts'
import { randomInteger } from '../../random.ts'
import { mapHeader, plusHeader } from '../request.ts'
import { type Mutation, oneOf } from './mutation.ts'

const schemes = ['', 'bearer', 'BEARER', 'Basic', 'Digest', 'Bearer Bearer', 'Bearer\t', 'Bearer  ', 'Bearer,', 'Token']

const tokenHeaders: readonly unknown[] = [
  { alg: 'none' },
  { alg: 'NONE', typ: 'at+jwt', kid: 'hs256-1' },
  { alg: 'HS256', kid: '__proto__' },
  { alg: 'HS256', kid: ['hs256-1'] },
  { alg: ['HS256'], kid: 'hs256-1' },
  { alg: 'HS512', typ: 'at+jwt', kid: 'hs256-1' },
  { alg: 'HS256', typ: 'at+jwt', kid: 'hs256-1', crit: ['exp'] },
  ['a list'],
  null,
  7,
  '{"alg":"HS256","alg":"none"}',
  '{'.repeat(500),
]

const claimChanges: readonly Readonly<Record<string, unknown>>[] = [
  { sub: '1' },
  { role: 'admin' },
  { name: 'alice' },
  { exp: 9_999_999_999 },
  { exp: 'never' },
  { iat: -1 },
  { nbf: 9_999_999_999 },
  { aud: null },
  { cart: { length: 1 } },
  { ['__proto__']: { role: 'admin' } },
]

const tokenForms: readonly ((token: string) => string)[] = [
  (token) => token.split('.').slice(0, 2).join('.'),
  (token) => `${token}.`,
  (token) => `${token}.${token}`,
  (token) => `.${token}`,
  (token) => token.replaceAll('.', '..'),
  (token) => token.split('.').toReversed().join('.'),
  (token) => `"${token}"`,
  (token) => `${token}=`,
  (token) => token.slice(0, -8),
  (token) => withParts(token, { signature: '' }),
  (token) => withParts(token, { signature: partsOf(token).payload }),
  () => '',
  () => '..',
  () => 'a.b.c',
  () => `${partOf({ alg: 'none' })}.${partOf({ sub: '1' })}.`,
  () => 'x'.repeat(12_000),
]

const pairs = [
  '',
  ':',
  'a',
  'alice:',
  ':password',
  'admin:admin-password ',
  `${'a'.repeat(9_000)}:b`,
  'user-1\0:x',
  'é:é',
  'a:b:c',
]

const sids: readonly ((sid: string) => string)[] = [
  (sid) => sid.split('.').slice(0, 2).join('.'),
  (sid) => sid.slice(0, -3),
  (sid) => `${sid}x`,
  (sid) => `s:${sid}`,
  (sid) => sid.toUpperCase(),
  (sid) => `"${sid}"`,
  (sid) => ` ${sid}`,
  (sid) => `${sid}%00`,
  (sid) => `%${sid}`,
  (sid) => sid.replace(/\.[0-9a-z]+\./, '.zzzzzzzz.'),
  (sid) => sid.replace('.', '..'),
  () => '',
  () => '%',
  () => '%ff',
  () => '.',
  () => 'j:{"record":{"userId":1}}',
  () => '__proto__',
  () => 'x'.repeat(7_000),
]

/** Changes the token of `Authorization: Bearer`, where there is one that nothing has changed yet. */
function token(change: (token: string) => string): (value: string) => string {
  return (value) =>
    value.replace(/^(Bearer )(eyJ[\w-]+\.eyJ[\w-]+\.[\w-]{43})$/, (_, scheme, text) => scheme + change(text))
}

export const credentialMutations = {
  scheme: oneOf(schemes, (request, scheme) =>
    mapHeader(request, 'authorization', (value) => value.replace(/^\S+/, () => scheme)),
  ),
  'token-header': oneOf(tokenHeaders, (request, header) =>
    mapHeader(
      request,
      'authorization',
      token((text) => withParts(text, { header: partOf(header) })),
    ),
  ),
  'token-claims': oneOf(claimChanges, (request, changes) =>
    mapHeader(
      request,
      'authorization',
      token((text) => withClaims(text, changes)),
    ),
  ),
  'token-form': oneOf(tokenForms, (request, change) => mapHeader(request, 'authorization', token(change))),
  'basic-pair': oneOf(pairs, (request, pair) =>
    mapHeader(request, 'authorization', (value) =>
      value.replace(/^(Basic ).*$/, (_, scheme) => scheme + Buffer.from(pair).toString('base64')),
    ),
  ),
  'basic-bytes': (request, random) =>
    mapHeader(request, 'authorization', (value) =>
      value.replace(/^(Basic ).*$/, (_, scheme) => {
        return scheme + Buffer.from(Array.from({ length: 20 }, () => randomInteger(random, 256))).toString('base64')
      }),
    ),
  'cookie-value': oneOf(sids, (request, change) =>
    mapHeader(request, 'cookie', (value) =>
      value.replace(/(sid|token)=([^;]*)/, (_, name, sid) => `${name}=${change(sid)}`),
    ),
  ),
  'cookie-before': (request) => mapHeader(request, 'cookie', (value) => `sid=planted; ${value}`),
  'cookie-after': (request) => mapHeader(request, 'cookie', (value) => `${value}; sid=planted; token=planted`),
  'cookie-glued': (request) => mapHeader(request, 'cookie', (value) => value.replaceAll('; ', ',')),
  'cookies-many': (request) => mapHeader(request, 'cookie', (value) => `${'a=b; '.repeat(900)}${value}`),
  'cookie-route': (request) => plusHeader(request, 'Cookie', 'lab_route=nobody; __proto__=x; constructor=y'),
} as const satisfies Record<string, Mutation>
