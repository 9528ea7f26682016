/** What can be wrong with the first line: method, target, version. */

import { randomInteger } from '../../random.ts'
import { type Mutation, oneOf, pick } from './mutation.ts'

const methods = ['HEAD', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE', 'CONNECT', 'PROPFIND', 'QUERY']
const strangeMethods = [
  'get',
  'GETT',
  'G\0T',
  ' GET',
  'GET\t',
  'M'.repeat(9_000),
  '\x16\x03\x01',
  'GET /x HTTP/1.1\r\nX:',
]
const versions = [
  'HTTP/1.0',
  '',
  'HTTP/0.9',
  'HTTP/1.2',
  'HTTP/2.0',
  'HTTP/11',
  'HTTP/1.1 ',
  'http/1.1',
  'HTTP/-1.1',
  'SIP/2.0',
]
const modes = ['memory', 'redis', 'jwt', 'basic', 'cluster', 'nowhere', '__proto__', 'constructor']
const tails = [
  '?',
  '#',
  ';a=b',
  '%00',
  '%',
  '%ff%fe',
  '%2e%2e/',
  '/',
  '//',
  '/../me',
  '\\me',
  '?after=-1',
  '?before=1e9',
  '\x01',
  '\xe9',
]
const ids = ['0', '-1', '1e3', '00', '999999999999999', '9'.repeat(40), '1%2f1', 'NaN', '__proto__', '%F0%9F%98%80']

export const lineMutations = {
  method: oneOf(methods, (request, method) => ({ ...request, method })),
  'method-strange': oneOf(strangeMethods, (request, method) => ({ ...request, method })),
  version: oneOf(versions, (request, version) => ({ ...request, version })),
  'other-mode': oneOf(modes, (request, mode) => ({
    ...request,
    target: request.target.replace(/^\/[^/]*/, `/${mode}`),
  })),
  'target-tail': oneOf(tails, (request, tail) => ({ ...request, target: request.target + tail })),
  'target-id': oneOf(ids, (request, id) => ({ ...request, target: request.target.replace(/\/\d+(?=\/|$)/, `/${id}`) })),
  'target-long': (request, random) => ({
    ...request,
    target: `${request.target}?${'x'.repeat(pick(random, [200, 4_000, 9_000, 17_000, 70_000]))}`,
  }),
  'target-absolute': (request) => ({ ...request, target: `http://elsewhere.example${request.target}` }),
  'target-escaped': (request, random) => {
    const at = randomInteger(random, request.target.length)
    const code = request.target.charCodeAt(at).toString(16).padStart(2, '0')
    return { ...request, target: `${request.target.slice(0, at)}%${code}${request.target.slice(at + 1)}` }
  },
  'target-doubled': (request) => ({ ...request, target: request.target.replaceAll('/', '//') }),
  'target-roundabout': (request) => ({ ...request, target: `/nowhere/..${request.target}` }),
  'target-spaced': (request) => ({ ...request, target: `${request.target} ${request.target}` }),
} as const satisfies Record<string, Mutation>
