/** Reads a token as anybody can: it is signed, not secret. */

export interface DecodedToken {
  /** Header, payload and signature as they travel. */
  readonly parts: readonly [string, string, string]
  readonly header: unknown
  readonly payload: Readonly<Record<string, unknown>>
}

/** undefined where it is no token of three parts. */
export function decodeToken(token: string): DecodedToken | undefined {
  const [header, payload, signature, ...more] = token.split('.')
  if (!header || !payload || signature === undefined || more.length > 0) return undefined
  try {
    return {
      parts: [header, payload, signature],
      header: JSON.parse(fromBase64Url(header)),
      payload: JSON.parse(fromBase64Url(payload)) as Record<string, unknown>,
    }
  } catch {
    return undefined
  }
}

/** The same token saying something else, under the signature that it had. */
export function forgeToken(token: string, changes: Readonly<Record<string, unknown>>): string {
  const decoded = decodeToken(token)
  if (decoded === undefined) return token
  const [header, , signature] = decoded.parts
  return [header, toBase64Url(JSON.stringify({ ...decoded.payload, ...changes })), signature].join('.')
}

/** Whole seconds until it expires, below 0 afterwards; undefined where it says nothing of that. */
export function secondsLeft({ payload }: DecodedToken, nowMs: number): number | undefined {
  return typeof payload['exp'] === 'number' ? Math.ceil(payload['exp'] - nowMs / 1_000) : undefined
}

function fromBase64Url(text: string): string {
  const bytes = Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (char) => char.charCodeAt(0))
  return new TextDecoder().decode(bytes)
}

export function toBase64Url(text: string): string {
  const bytes = String.fromCharCode(...new TextEncoder().encode(text))
  return btoa(bytes).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}
