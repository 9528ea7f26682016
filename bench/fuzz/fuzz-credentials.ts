/** A fuzzer's valid login in one mode, and the requests that it authorizes. */

import type { Answer } from '../load/http-message.ts'
import { credentialOf, passwordCredential } from '../load/users/credential.ts'
import { patientFetch } from './patient-fetch.ts'
import type { Header, RawRequest } from './request.ts'

/** An account, and what its login gave. */
export interface Held {
  readonly mode: string
  readonly name: string
  readonly password: string
  /** Id of the user, as the login's answer says. */
  readonly userId: number
  /** Headers that authenticate the user. */
  readonly headers: Readonly<Record<string, string>>
  readonly refreshToken?: string
}

/** The server and the account for a login. */
export interface LoginAt {
  /** The load balancer's address, or a replica's. */
  readonly origin: string
  readonly mode: string
  readonly credential: 'password' | 'cookie' | 'token'
  readonly name: string
  readonly password: string
  /** The client address that is claimed. */
  readonly address: string
}

/** @throws where the login is not answered with 200: there is nothing to fuzz with then */
export async function logInAt({ origin, mode, credential, name, password, address }: LoginAt): Promise<Held> {
  const response = await patientFetch(`${origin}/${mode}/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-forwarded-for': address },
    body: JSON.stringify({ username: name, password }),
  })
  const answer: Answer = {
    status: response.status,
    setCookies: response.headers.getSetCookie(),
    body: await response.text(),
  }
  if (answer.status !== 200) throw new Error(`login of ${name} in mode ${mode}: ${answer.status} ${answer.body}`)
  const { user, access_token, refresh_token } = JSON.parse(answer.body) as LoginBody
  const holds = credential === 'password' ? passwordCredential(name, password) : credentialOf('frozen', origin)
  holds.issued(answer, access_token)
  return {
    mode,
    name,
    password,
    userId: user.id,
    headers: holds.headers(),
    ...(refresh_token !== undefined && { refreshToken: refresh_token }),
  }
}

interface LoginBody {
  readonly user: { readonly id: number }
  readonly access_token?: string
  readonly refresh_token?: string
}

/** Valid requests for every route, from a user without the role admin. */
export function rightRequests(held: Held, host: string, address: string): RawRequest[] {
  const { mode, name, password, userId, headers, refreshToken } = held
  const common: Header[] = [
    ['Host', host],
    ['X-Forwarded-For', address],
  ]
  const credential = Object.entries(headers).map(([header, value]): Header => [capitalised(header), value])
  const request = (method: string, path: string, body?: object, asWhom = credential): RawRequest => ({
    method,
    target: `/${mode}${path}`,
    version: 'HTTP/1.1',
    headers: [...common, ...(body === undefined ? [] : [['Content-Type', 'application/json'] as const]), ...asWhom],
    body: Buffer.from(body === undefined ? '' : JSON.stringify(body)),
    tellsLength: true,
  })
  return [
    request('GET', '/me'),
    request('GET', '/me'),
    request('GET', '/cart'),
    request('POST', '/cart', { item: 'apple' }),
    request('GET', '/posts'),
    request('GET', '/posts/1'),
    request('PUT', '/posts/1', { title: 'mine', body: 'now' }),
    request('DELETE', '/posts/2'),
    request('GET', '/admin/users?after=1'),
    request('PUT', `/admin/users/${userId}/role`, { role: 'admin' }),
    request('POST', '/logout'),
    request('POST', '/logout-all'),
    request('POST', '/login', { username: name, password }, []),
    ...(refreshToken === undefined ? [] : [request('POST', '/refresh', { refresh_token: refreshToken }, [])]),
    { ...request('GET', '/healthz'), target: '/healthz' },
  ]
}

const capitalised = (header: string) => header.charAt(0).toUpperCase() + header.slice(1)
