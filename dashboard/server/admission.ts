/** Who may talk to the page's server: this page alone, and to change anything only with the key. Pure. */
import { timingSafeEqual } from 'node:crypto'

export interface Admission {
  /** `host:port` under which the page may be asked for. Any other name is somebody else's, pointed at this address (DNS rebinding). */
  readonly hosts: ReadonlySet<string>
  /** What a request must bring along in `X-Lab-Key` to change the stack. */
  readonly key: string
}

/** What of a request matters here. */
export interface Knock {
  readonly method: string
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
}

export type Refusal = 'foreign-host' | 'foreign-origin' | 'key-needed'

/** Why a request is not let in; undefined where it is. */
export function whyRefused({ method, headers }: Knock, { hosts }: Pick<Admission, 'hosts'>): Refusal | undefined {
  const host = textOf(headers['host']).toLowerCase()
  if (!hosts.has(host)) return 'foreign-host'
  const origin = textOf(headers['origin'])
  if (origin !== '' && origin !== `http://${host}`) return 'foreign-origin'
  // Browsers send an Origin with each POST; what has none comes from no page, so it must at least not be a browser's.
  const site = textOf(headers['sec-fetch-site'])
  const isRead = method === 'GET' || method === 'HEAD'
  if (!isRead && (origin === '' || (site !== '' && site !== 'same-origin'))) return 'foreign-origin'
  return undefined
}

/** Whether a request brings the key. Takes equally long for every wrong one. */
export function hasKey({ headers }: Pick<Knock, 'headers'>, { key }: Pick<Admission, 'key'>): boolean {
  const given = Buffer.from(textOf(headers['x-lab-key']))
  const wanted = Buffer.from(key)
  return given.length === wanted.length && timingSafeEqual(given, wanted)
}

const textOf = (value: string | readonly string[] | undefined) => (typeof value === 'string' ? value : '')
