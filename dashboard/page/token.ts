/** Decodes a token: it is signed, not encrypted. */

/** A token and its decoded parts. */
export interface DecodedToken {
  /** Header, payload and signature, encoded. */
  readonly parts: readonly [string, string, string]
  readonly header: unknown
  readonly payload: Readonly<Record<string, unknown>>
}

/** @returns undefined where the text is not a token of three parts */
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

/** Changes claims in the payload and keeps the original signature. */
export function forgeToken(token: string, changes: Readonly<Record<string, unknown>>): string {
  const decoded = decodeToken(token)
  if (decoded === undefined) return token
  const [header, , signature] = decoded.parts
  return [header, toBase64Url(JSON.stringify({ ...decoded.payload, ...changes })), signature].join('.')
}

/** Whole seconds until the token expires, negative afterwards; undefined without an `exp` claim. */
export function secondsLeft({ payload }: DecodedToken, nowMs: number): number | undefined {
  return typeof payload['exp'] === 'number' ? Math.ceil(payload['exp'] - nowMs / 1_000) : undefined
}

function fromBase64Url(text: string): string {
  const bytes = Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (char) => char.charCodeAt(0))
  return new TextDecoder().decode(bytes)
}

/** Encodes text as UTF-8, then as base64url without padding. */
export function toBase64Url(text: string): string {
  const bytes = String.fromCharCode(...new TextEncoder().encode(text))
  return btoa(bytes).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}
