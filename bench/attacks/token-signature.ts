/** Tokens whose content, or signature, was changed after they were signed. */

import { tokenAttacks } from './attack.ts'
import { partOf, partsOf, read, withClaims, withParts } from './token-text.ts'

/** Another character at a place of a text. */
function altered(text: string, at: number): string {
  const place = at < 0 ? text.length + at : at
  return `${text.slice(0, place)}${text[place] === 'A' ? 'B' : 'A'}${text.slice(place + 1)}`
}

/** The claims as JSON, with one more of them at the end, where the last one counts. */
function withClaimTwice(token: string, claim: string): string {
  const { payload } = partsOf(token)
  const json = JSON.stringify(read(payload))
  return withParts(token, { payload: partOf(`${json.slice(0, -1)},${claim}}`) })
}

const signatureOf = (token: string) => partsOf(token).signature

export const signatureAttacks = tokenAttacks(
  { class: 'signature' },
  {
    'role-changed': [
      'the role made admin, the signature as it was',
      ({ token }) => withClaims(token, { role: 'admin' }),
    ],
    'user-changed': ['another user id', ({ token }) => withClaims(token, { sub: '999999' })],
    'name-changed': ['another user name', ({ token }) => withClaims(token, { name: 'admin' })],
    'end-postponed': ['an end a year later', ({ token }) => withClaims(token, { exp: 4_000_000_000 })],
    'login-renamed': ['another token id, past any denylist', ({ token }) => withClaims(token, { jti: 'another' })],
    'claim-twice': [
      'the user id a second time, for parsers that take the last',
      ({ token }) => withClaimTwice(token, '"sub":"999999"'),
    ],
    'header-changed': [
      'a media type of its own in the header',
      ({ token }) => withParts(token, { header: partOf({ ...read(partsOf(token).header), cty: 'JWT' }) }),
    ],
    'signature-first-byte': [
      'the first character of the signature changed',
      ({ token }) => withParts(token, { signature: altered(signatureOf(token), 0) }),
    ],
    'signature-late-byte': [
      'a character near the end of the signature changed',
      ({ token }) => withParts(token, { signature: altered(signatureOf(token), -3) }),
    ],
    'signature-halved': [
      'half of the signature',
      ({ token }) => withParts(token, { signature: signatureOf(token).slice(0, signatureOf(token).length / 2) }),
    ],
    'signature-one-byte': [
      'one byte of the signature',
      ({ token }) => withParts(token, { signature: signatureOf(token).slice(0, 2) }),
    ],
    'signature-empty': ['no signature after the last dot', ({ token }) => withParts(token, { signature: '' })],
    'signature-missing': ['no signature, and no dot', ({ token }) => token.slice(0, token.lastIndexOf('.'))],
    'signature-zeros': [
      'a signature of zeros, which broken curves take (CVE-2022-21449)',
      ({ token }) =>
        withParts(token, {
          signature: Buffer.alloc(Buffer.from(signatureOf(token), 'base64url').length).toString('base64url'),
        }),
    ],
    'signature-longer': ['the signature with bytes appended', ({ token }) => `${token}AAAA`],
    'signature-padded': ['the signature with padding, which base64url has not', ({ token }) => `${token}==`],
    'signature-of-payload': [
      'the payload in place of the signature',
      ({ token }) => withParts(token, { signature: partsOf(token).payload }),
    ],
    'parts-swapped': [
      'header and payload swapped',
      ({ token }) => withParts(token, { header: partsOf(token).payload, payload: partsOf(token).header }),
    ],
  },
)
