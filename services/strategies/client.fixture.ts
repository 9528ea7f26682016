/** A test client for every kind of credential: logs in, and sends the credential with each request. */
import type { FastifyInstance, InjectOptions, LightMyRequestResponse } from 'fastify'
import { namedUsers } from '../database/seed.ts'
import type { StrategyEntry } from './registry.ts'

/** Names of the users of the seed. */
export type NamedUser = (typeof namedUsers)[number]['name']

/** One logged-in user; keeps the cookies of the login (a `frozen` client), but adopts a new token. */
export interface TestClient {
  readonly login: LightMyRequestResponse
  /** Headers with the credential. */
  credential(): Record<string, string>
  get(path: string, replica?: FastifyInstance): Promise<LightMyRequestResponse>
  send(
    method: 'POST' | 'PUT' | 'DELETE',
    path: string,
    body?: object,
    replica?: FastifyInstance,
  ): Promise<LightMyRequestResponse>
}

/** The password of a user of the seed. */
export function passwordOf(name: NamedUser): string {
  return namedUsers.find((user) => user.name === name)?.password ?? ''
}

/** The `Cookie` header for the cookies that a response sets; without those that it clears. */
export function cookieOf(response: LightMyRequestResponse): string {
  return [response.headers['set-cookie'] ?? []]
    .flat()
    .filter((cookie) => !cookie.includes('=; Max-Age=0'))
    .map((cookie) => cookie.split(';')[0])
    .join('; ')
}

/** Logs a user of the seed in to a mode on a replica. */
export async function logIn(
  app: FastifyInstance,
  mode: string,
  credentialKind: StrategyEntry['credential'],
  name: NamedUser,
  headers: Record<string, string> = {},
  password: string = passwordOf(name),
): Promise<TestClient> {
  const login = await app.inject({ method: 'POST', url: `/${mode}/login`, headers, body: { username: name, password } })
  let token: unknown = login.json()['access_token']
  const credentials = {
    password: () => ({ authorization: `Basic ${Buffer.from(`${name}:${password}`).toString('base64')}` }),
    cookie: () => ({ cookie: cookieOf(login) }),
    token: () => ({ authorization: `Bearer ${token}` }),
  }
  const credential = credentials[credentialKind]
  async function request(options: InjectOptions, replica = app): Promise<LightMyRequestResponse> {
    const response = await replica.inject({ ...options, url: `/${mode}${options.url}`, headers: credential() })
    if (response.headers['content-type']?.toString().includes('json')) token = response.json()['access_token'] ?? token
    return response
  }
  return {
    login,
    credential,
    get: (url, replica) => request({ method: 'GET', url }, replica),
    send: (method, url, body, replica) => request({ method, url, ...(body && { body }) }, replica),
  }
}
