/** Decides which requests the page's server accepts: from its own page only, and changes only with the key. Pure. */
import { timingSafeEqual } from 'node:crypto'

/** What the server compares a request with. */
export interface Admission {
  /** The `host:port` values under which the page is served. Any other Host header may be a DNS rebinding attack. */
  readonly hosts: ReadonlySet<string>
  /** Value that the `X-Lab-Key` header must have to change the stack or the load. */
  readonly key: string
}

/** The fields of a request that matter here. */
export interface DashboardRequest {
  readonly method: string
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
}

/** Why a request is refused. */
export type Refusal = 'foreign-host' | 'foreign-origin' | 'key-needed'

/** @returns undefined where the request is accepted */
export function whyRefused(
  { method, headers }: DashboardRequest,
  { hosts }: Pick<Admission, 'hosts'>,
): Refusal | undefined {
  const host = textOf(headers['host']).toLowerCase()
  if (!hosts.has(host)) return 'foreign-host'
  const origin = textOf(headers['origin'])
  if (origin !== '' && origin !== `http://${host}`) return 'foreign-origin'
  // Browsers send Origin with every POST, so a change without it does not come from this page.
  const site = textOf(headers['sec-fetch-site'])
  const isRead = method === 'GET' || method === 'HEAD'
  if (!isRead && (origin === '' || (site !== '' && site !== 'same-origin'))) return 'foreign-origin'
  return undefined
}

/** Whether a request carries the key. The comparison takes the same time for every wrong key of the right length. */
export function hasKey({ headers }: Pick<DashboardRequest, 'headers'>, { key }: Pick<Admission, 'key'>): boolean {
  const given = Buffer.from(textOf(headers['x-lab-key']))
  const wanted = Buffer.from(key)
  return given.length === wanted.length && timingSafeEqual(given, wanted)
}

const textOf = (value: string | readonly string[] | undefined) => (typeof value === 'string' ? value : '')
