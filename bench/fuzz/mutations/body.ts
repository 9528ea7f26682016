/** What can be wrong with a body: its type, its text, what it says. */

import { type RawRequest, withHeader } from '../request.ts'
import { type Mutation, oneOf } from './mutation.ts'

const types = [
  '',
  'text/plain',
  'application/json; charset=utf-16',
  'application/json;charset',
  'application/jsonp',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=',
  'a/b; '.repeat(900),
  '*/*',
]

const bodies: readonly (string | Buffer)[] = [
  '',
  'null',
  '[]',
  '7',
  '"text"',
  '{}',
  '{"username":null,"password":[]}',
  '{"username":{"toString":1},"password":"x"}',
  '{"__proto__":{"role":"admin"},"username":"a","password":"b"}',
  '{"constructor":{"prototype":{"role":"admin"}}}',
  '{"username":"user-1","username":"admin","password":"admin"}',
  '{"item":""}',
  `{"item":"${'x'.repeat(65)}"}`,
  '{"item":"a","item":"b"}',
  '{"item":1e999}',
  '{"item":"\\ud800"}',
  '{"title":"\\u0000","body":"\\u0000"}',
  '{"role":"root"}',
  '{"disabled":"yes"}',
  '{"username":"a","password":"b","cookie":"yes"}',
  '[['.repeat(4_000),
  `${'['.repeat(4_000)}${']'.repeat(4_000)}`,
  `{"item":"${'x'.repeat(15_000)}"}`,
  `{"title":"t","body":"${'x'.repeat(20_000)}"}`,
  `{"title":"t","body":"${'x'.repeat(70_000)}"}`,
  '\ufeff{"item":"a"}',
  '{"item":"a"}{"item":"b"}',
  '{"item":"a"',
  "{'item':'a'}",
  Buffer.from([0x7b, 0x22, 0x69, 0x22, 0x3a, 0x22, 0xff, 0xfe, 0x22, 0x7d]),
  Buffer.from([0x1f, 0x8b, 0x08, 0x00, 0x00]),
]

const fields = ['username', 'password', 'item', 'title', 'body', 'role', 'refresh_token']
const values = [
  'null',
  '""',
  '0',
  '[]',
  '{}',
  'true',
  '-1e400',
  '"\\u0000"',
  '"%00"',
  '"\' OR 1=1 --"',
  '"$ne"',
  '{"$gt":""}',
]

const withBody = (request: RawRequest, body: string | Buffer): RawRequest => ({
  ...withHeader(request, 'Content-Type', 'application/json'),
  body: Buffer.from(body as string),
})

/** All fields at once, whichever of them the body has. */
const withValue = (request: RawRequest, value: string): RawRequest => {
  const text = request.body.toString('latin1')
  const known = fields.find((field) => text.includes(`"${field}":`))
  return known === undefined
    ? request
    : {
        ...request,
        body: Buffer.from(
          text.replace(/:"[^"]*"/, () => `:${value}`),
          'latin1',
        ),
      }
}

export const bodyMutations = {
  'content-type': oneOf(types, (request, type) => withHeader(request, 'Content-Type', type)),
  body: oneOf(bodies, withBody),
  'body-value': oneOf(values, withValue),
  'body-escaped': (request) => ({
    ...request,
    body: Buffer.from(request.body.toString('latin1').replaceAll('e', '\\u0065'), 'latin1'),
  }),
  'body-more': (request) => ({
    ...request,
    body: Buffer.from(request.body.toString('latin1').replace(/\}$/, ',"role":"admin","id":1}'), 'latin1'),
  }),
  'body-cut': (request) => ({ ...request, body: request.body.subarray(0, request.body.length / 2) }),
} as const satisfies Record<string, Mutation>
