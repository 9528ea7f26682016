/** Finds the credential in request headers, and the secrets by which it can be found in other texts. Pure. */

/** The cookies and the Authorization header of a client. */
type Headers = Readonly<Record<string, string>>

export interface Credential {
  /** What carries it: a cookie, or an Authorization header of one of two schemes. */
  readonly carrier: 'cookie' | 'bearer' | 'basic'
  readonly text: string
}

/** The session cookie takes precedence over the Authorization header; undefined if there is neither. */
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

/** The random parts of a credential: they identify it in any text, whole or in pieces, escaped or not. */
export function secretsOf(headers: Headers, refreshToken = ''): string[] {
  return [credentialIn(headers)?.text ?? '', refreshToken].flatMap(wordsOf)
}

/** Long enough never to occur by chance, and without characters that are escaped. */
export function wordsOf(text: string): string[] {
  return text.match(/[\w-]{16,}/g) ?? []
}
