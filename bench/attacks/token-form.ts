/** Malformed tokens, and valid tokens in the wrong place. */

import { requestAttacks, tokenAttacks } from './attack.ts'
import { partOf, partsOf, withParts } from './token-text.ts'

export const formAttacks = {
  ...tokenAttacks(
    { class: 'form' },
    {
      'token-empty': ['no text', () => ''],
      'token-word': ['a word', () => 'token'],
      'token-dots': ['dots alone', () => '..'],
      'token-four-parts': ['a part too many', ({ token }) => `${token}.${partsOf(token).signature}`],
      'token-five-parts': ['five parts, as an encrypted token has', ({ token }) => `${token}.AAAA.AAAA`],
      'token-json': ['a token written as JSON', ({ token }) => JSON.stringify(partsOf(token))],
      'token-twice': ['two tokens', ({ token }) => `${token} ${token}`],
      'token-comma': ['two tokens with a comma', ({ token }) => `${token},${token}`],
      'token-quoted': ['a token in quotes', ({ token }) => `"${token}"`],
      'token-no-base64': ['characters that are not base64url', ({ token }) => `*${token}`],
      'token-base64': ['the other base64 alphabet', ({ token }) => withParts(token, { header: '+/+/' })],
      'header-list': ['a list for a header', ({ token }) => withParts(token, { header: partOf('[]') })],
      'header-null': ['null for a header', ({ token }) => withParts(token, { header: partOf('null') })],
      'header-text': ['a text for a header', ({ token }) => withParts(token, { header: partOf('"HS256"') })],
      'header-no-json': ['a header that is no JSON', ({ token }) => withParts(token, { header: partOf('{') })],
      'header-deep': [
        'a header of 2,000 lists in each other',
        ({ token }) => withParts(token, { header: partOf(`${'['.repeat(2_000)}${']'.repeat(2_000)}`) }),
      ],
    },
  ),
  ...requestAttacks(
    { class: 'form', against: 'token' },
    {
      nothing: ['no credential', () => ({ headers: {} })],
      'scheme-alone': ['the scheme without a token', () => ({ headers: { authorization: 'Bearer' } })],
      'scheme-missing': ['a good token without a scheme', ({ token }) => ({ headers: { authorization: token } })],
      'scheme-basic': [
        'a good token under another scheme',
        ({ token }) => ({ headers: { authorization: `Basic ${token}` } }),
      ],
      'password-instead': [
        'name and password, which are right, in place of a token',
        ({ name, password }) => ({
          headers: { authorization: `Basic ${Buffer.from(`${name}:${password}`).toString('base64')}` },
        }),
      ],
      'in-the-query': [
        'a good token in the address',
        ({ token }) => ({ headers: {}, path: `/me?access_token=${token}` }),
      ],
      'in-another-header': [
        'a good token in a header of its own',
        ({ token }) => ({ headers: { 'x-access-token': token } }),
      ],
      'in-the-session-cookie': [
        'a good token in a session cookie',
        ({ token }) => ({ headers: { cookie: `sid=${token}` } }),
      ],
      'cookie-forged': [
        'a changed token in the cookie',
        ({ token }) => ({ headers: { cookie: `token=${withParts(token, { signature: 'AAAA' })}` } }),
      ],
      'cookie-twice': [
        'a changed token in a cookie before the valid one: replicas must not try both',
        ({ token }) => ({ headers: { cookie: `token=${withParts(token, { signature: 'AAAA' })}; token=${token}` } }),
      ],
      'said-by-header': [
        'headers by which a proxy would name the user',
        () => ({ headers: { 'x-user': 'admin', 'x-forwarded-user': 'admin', 'x-remote-user': 'admin' } }),
      ],
    },
  ),
}
