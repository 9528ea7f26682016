/** The interface of attacks: from what a forger holds to the request it sends. The correct answer is always 401. */

import type { Insider } from './insider.ts'

/** The kind of weakness that an attack tests; the report groups attacks by it. */
export const attackClasses = ['signature', 'algorithm', 'key', 'claims', 'form', 'id', 'replay', 'password'] as const
export type AttackClass = (typeof attackClasses)[number]

/** What a forger holds when it attacks: its own valid login, and the results of its preparations. */
export interface Spoils {
  readonly mode: string
  /** The name of the account that it may use, and its password. */
  readonly name: string
  readonly password: string
  /** Headers of a valid request: the positive control. */
  readonly held: Readonly<Record<string, string>>
  /** The token among them; empty where there is none. */
  readonly token: string
  /** The session cookie among them, decoded; empty where there is none. */
  readonly sid: string
  /** The refresh token of the login, and the one that took its place; where there are such. */
  readonly refreshToken?: string
  readonly successor?: string
  /** The token, or session cookie, of the same user in another mode of the same stack. */
  readonly elsewhere?: string
  /** The session cookie of an ended session; a client sent it with a later login. */
  readonly planted?: string
  /** Knows the deployment's secret: for attacks that must fail despite a correct signature. */
  readonly insider: Insider
}

/** The differences from a valid `GET /me`. */
export interface Forged {
  /** In place of those of `Spoils.held`. */
  readonly headers?: Readonly<Record<string, string>>
  readonly method?: 'GET' | 'POST'
  /** Below the mode's prefix. */
  readonly path?: string
  readonly body?: string
}

export interface Attack {
  readonly class: AttackClass
  /** What the forger does, in one line. */
  readonly how: string
  /** What kind of credential it forges. */
  readonly against: 'token' | 'cookie' | 'password'
  /** The only strategies to which it applies; absent: all with such a credential. */
  readonly only?: readonly string[]
  /** Signed by an insider: its control is a correct token signed by the insider. */
  readonly byInsider?: true
  /** undefined if a preparation failed: then the attack proves nothing. */
  forge(spoils: Spoils): Forged | undefined
}

/** The forger's own account, and the mode that it attacks. */
export interface ForgerOptions {
  readonly mode: string
  readonly strategy: string
  readonly credential: Attack['against']
  readonly name: string
  readonly password: string
  /** The client address that it claims. */
  readonly address: string
  readonly insider: Insider
  /** Another mode of the stack with the same kind of credential. */
  readonly otherMode?: string | undefined
}

/** How an attack is made, and what it makes; its name is its key. */
type Row<Made> = readonly [how: string, make: (spoils: Spoils) => Made | undefined]

/** Attacks that differ in the text of the token alone. */
export function tokenAttacks<Name extends string>(
  of: Pick<Attack, 'class' | 'only' | 'byInsider'>,
  rows: Readonly<Record<Name, Row<string>>>,
): Record<Name, Attack> {
  return mapRows(rows, ([how, make]) => ({
    ...of,
    how,
    against: 'token',
    forge: (spoils) => asHeaders(make(spoils), bearer),
  }))
}

/** Attacks that differ in the text of the session cookie alone: what else the jar holds goes along. */
export function cookieAttacks<Name extends string>(
  of: Pick<Attack, 'class' | 'only' | 'byInsider'>,
  rows: Readonly<Record<Name, Row<string>>>,
): Record<Name, Attack> {
  return mapRows(rows, ([how, make]) => ({
    ...of,
    how,
    against: 'cookie',
    forge: (spoils) => asHeaders(make(spoils), (sid) => withSid(spoils, encodeURIComponent(sid))),
  }))
}

/** Attacks that are requests of their own making. */
export function requestAttacks<Name extends string>(
  of: Pick<Attack, 'class' | 'against' | 'only'>,
  rows: Readonly<Record<Name, Row<Forged>>>,
): Record<Name, Attack> {
  return mapRows(rows, ([how, forge]) => ({ ...of, how, forge }))
}

export const bearer = (token: string) => ({ authorization: `Bearer ${token}` })

/** The held cookies, with another text in place of the session's; without one where that is empty. */
export function withSid({ held }: Pick<Spoils, 'held'>, sid: string): Record<string, string> {
  const others = (held['cookie'] ?? '').split('; ').filter((cookie) => cookie !== '' && !cookie.startsWith('sid='))
  const cookies = [...(sid === '' ? [] : [`sid=${sid}`]), ...others]
  return cookies.length === 0 ? {} : { cookie: cookies.join('; ') }
}

function asHeaders(made: string | undefined, headersOf: (made: string) => Record<string, string>): Forged | undefined {
  return made === undefined ? undefined : { headers: headersOf(made) }
}

function mapRows<Name extends string, Made>(
  rows: Readonly<Record<Name, Row<Made>>>,
  attackOf: (row: Row<Made>) => Attack,
): Record<Name, Attack> {
  const entries = Object.entries<Row<Made>>(rows).map(([name, row]) => [name, attackOf(row)])
  return Object.fromEntries(entries) as Record<Name, Attack>
}
