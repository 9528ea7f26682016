/** Preparations for some attacks: logins in other modes, an ended session, a used refresh token. */

import type { Answer } from '../load/http-message.ts'
import { type Forged, type ForgerOptions, type Spoils, withSid } from './attack.ts'

interface Preparation {
  /** Whether it is of use against this mode. */
  readonly isOf: (options: ForgerOptions) => boolean
  /** Where another mode is asked, its name too. undefined where one before it failed. */
  forge(spoils: Spoils, options: ForgerOptions): (Forged & { readonly mode?: string }) | undefined
  learn(answer: Answer): Partial<Spoils>
}

const json = { 'content-type': 'application/json' }

const loggingIn = ({ name, password }: Pick<Spoils, 'name' | 'password'>, headers: Forged['headers'] = {}): Forged => ({
  method: 'POST',
  path: '/login',
  headers: { ...headers, ...json },
  body: JSON.stringify({ username: name, password }),
})

const refreshing = (token: string): Forged => ({
  method: 'POST',
  path: '/refresh',
  headers: json,
  body: JSON.stringify({ refresh_token: token }),
})

const isRefreshed = ({ strategy }: ForgerOptions) => strategy === 'jwt-refresh'
const isCookie = ({ credential }: ForgerOptions) => credential === 'cookie'

/** In order. */
export const preparations: Readonly<Record<string, Preparation>> = {
  'log-in-elsewhere': {
    isOf: ({ otherMode }) => otherMode !== undefined,
    forge: (spoils, { otherMode }) => (otherMode === undefined ? undefined : { ...loggingIn(spoils), mode: otherMode }),
    learn: (answer) => only('elsewhere', tokenOf(answer, 'access_token') ?? sidOf(answer)),
  },
  // Sends the other cookies too, so that a load balancer with sticky cookies routes all three to the same replica.
  'log-in-again': {
    isOf: isCookie,
    forge: (spoils) => loggingIn(spoils, withSid(spoils, '')),
    learn: (answer) => only('planted', sidOf(answer)),
  },
  'log-that-out': {
    isOf: isCookie,
    forge: (spoils) => withPlanted(spoils, (headers) => ({ method: 'POST', path: '/logout', headers })),
    learn: () => ({}),
  },
  'log-in-with-that': {
    isOf: isCookie,
    forge: (spoils) => withPlanted(spoils, (headers) => loggingIn(spoils, headers)),
    learn: () => ({}),
  },
  'log-in-to-refresh': {
    isOf: isRefreshed,
    forge: (spoils) => loggingIn(spoils),
    learn: (answer) => only('refreshToken', tokenOf(answer, 'refresh_token')),
  },
  refresh: {
    isOf: isRefreshed,
    forge: ({ refreshToken }) => (refreshToken === undefined ? undefined : refreshing(refreshToken)),
    learn: (answer) => only('successor', tokenOf(answer, 'refresh_token')),
  },
  'refresh-again': {
    isOf: isRefreshed,
    forge: ({ successor }) => (successor === undefined ? undefined : refreshing(successor)),
    learn: (answer) => only('successor', tokenOf(answer, 'refresh_token')),
  },
}

function withPlanted(spoils: Spoils, forge: (headers: Record<string, string>) => Forged): Forged | undefined {
  return spoils.planted === undefined ? undefined : forge(withSid(spoils, encodeURIComponent(spoils.planted)))
}

function only(name: keyof Spoils, value: string | undefined): Partial<Spoils> {
  return value === undefined ? {} : { [name]: value }
}

function tokenOf({ status, body }: Answer, name: 'access_token' | 'refresh_token'): string | undefined {
  return status === 200 ? (JSON.parse(body) as Record<typeof name, string | undefined>)[name] : undefined
}

function sidOf({ status, setCookies }: Answer): string | undefined {
  const value = setCookies.map((line) => /^sid=([^;]+)/.exec(line)?.[1]).find((found) => found !== undefined)
  return status === 200 && value !== undefined ? decodeURIComponent(value) : undefined
}
