/** A credential among headers, and by what it is known wherever it turns up. Pure. */

/** What a client sends along, to say who it is or for other reasons. */
type Headers = Readonly<Record<string, string>>

export interface Credential {
  /** What carries it: a cookie, or an Authorization header of one of two schemes. */
  readonly carrier: 'cookie' | 'bearer' | 'basic'
  readonly text: string
}

/** The cookie of the session goes before the Authorization header; undefined where there is neither. */
export function credentialIn({ cookie = '', authorization = '' }: Headers): Credential | undefined {
  const sid = cookie.split('; ').find(isSession)?.split('=', 2)[1]
  if (sid !== undefined) return { carrier: 'cookie', text: sid }
  const [, scheme = '', text] = /^(Basic|Bearer) (.*)$/.exec(authorization) ?? []
  return text === undefined ? undefined : { carrier: scheme === 'Basic' ? 'basic' : 'bearer', text }
}

/** Whether a cookie, or a line that sets one, is the session's: `sid=…`, or by TLS `__Host-sid-redis=…`. */
export function isSession(cookie: string): boolean {
  return /^(?:sid|__Host-sid-[\w-]+)=[^;]/.test(cookie)
}

/** The random parts of what somebody holds, by which it is known wherever it turns up, whole or in pieces, escaped or not. */
export function secretsOf(headers: Headers, refreshToken = ''): string[] {
  return [credentialIn(headers)?.text ?? '', refreshToken].flatMap(wordsOf)
}

/** Long enough not to come about by chance, and never broken by an escape. */
export function wordsOf(text: string): string[] {
  return text.match(/[\w-]{16,}/g) ?? []
}
