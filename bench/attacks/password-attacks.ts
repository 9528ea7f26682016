/** Names and passwords that are wrong, or not what they seem (RFC 7617). */

import { requestAttacks, type Spoils } from './attack.ts'

const basic = (encoded: string) => ({ headers: { authorization: `Basic ${encoded}` } })
const encoded = (pair: string | Buffer) => Buffer.from(pair).toString('base64')
const pair = (pairOf: (spoils: Spoils) => string | Buffer) => (spoils: Spoils) => basic(encoded(pairOf(spoils)))

export const passwordAttacks = {
  ...requestAttacks(
    { class: 'password', against: 'password' },
    {
      'password-wrong': ['a wrong password', pair(({ name }) => `${name}:wrong`)],
      'password-empty': ['an empty password', pair(({ name }) => `${name}:`)],
      'password-halved': [
        'the first half of the password',
        pair(({ name, password }) => `${name}:${password.slice(0, 10)}`),
      ],
      'password-longer': [
        'the password with a character appended',
        pair(({ name, password }) => `${name}:${password}x`),
      ],
      'password-capitals': [
        'the password in capitals',
        pair(({ name, password }) => `${name}:${password.toUpperCase()}`),
      ],
      'password-space': ['the password with a space at its end', pair(({ name, password }) => `${name}:${password} `)],
      'password-nul': [
        'the password with a null byte at its end',
        pair(({ name, password }) => `${name}:${password}\0`),
      ],
      'password-long': [
        'the password in front of 3,000 characters',
        pair(({ name, password }) => `${name}:${password}${'x'.repeat(3_000)}`),
      ],
      'password-of-nobody': ['a correct password with an unknown name', pair(({ password }) => `nobody:${password}`)],
      'password-of-other': [
        'a correct password with the name of another user',
        pair(({ password }) => `admin:${password}`),
      ],
      'name-empty': ['an empty name', pair(({ password }) => `:${password}`)],
      'name-capitals': ['the name in capitals', pair(({ name, password }) => `${name.toUpperCase()}:${password}`)],
      'name-space': ['the name with a space at its end', pair(({ name, password }) => `${name} :${password}`)],
      'name-wide': [
        'the name in full-width letters, which some would fold',
        pair(
          ({ name, password }) =>
            `${name.replace(/[a-z]/g, (letter) => String.fromCodePoint(letter.charCodeAt(0) + 0xfee0))}:${password}`,
        ),
      ],
      'name-sql': ['a condition for a name', pair(({ password }) => `' OR '1'='1' -- :${password}`)],
      'name-like': ['a pattern for a name', pair(({ password }) => `basic-_:${password}`)],
    },
  ),
  ...requestAttacks(
    { class: 'form', against: 'password' },
    {
      'basic-nothing': ['no credential', () => ({ headers: {} })],
      'basic-alone': ['the scheme without a value', () => basic('')],
      'basic-no-colon': ['a name without a colon', pair(({ name }) => name)],
      'basic-no-base64': ['characters that are not base64', ({ name, password }) => basic(`${name}:${password}`)],
      'basic-base64url': ['base64url in place of base64', () => basic('_-_-')],
      'basic-no-utf8': ['bytes that are no UTF-8', pair(() => Buffer.from([0xff, 0xfe, 0x3a, 0xff]))],
      'basic-overlong-utf8': [
        'a colon in an overlong encoding',
        pair(({ name }) => Buffer.concat([Buffer.from(name), Buffer.from([0xc0, 0xba]), Buffer.from('x')])),
      ],
      'basic-twice': [
        'a value twice',
        ({ name, password }) => basic(`${encoded(`${name}:${password}`)},${encoded(`${name}:${password}`)}`),
      ],
      'basic-as-bearer': [
        'a good value under another scheme',
        ({ name, password }) => ({ headers: { authorization: `Bearer ${encoded(`${name}:${password}`)}` } }),
      ],
      'basic-digest': [
        'the scheme Digest',
        ({ name }) => ({ headers: { authorization: `Digest username="${name}", response=""` } }),
      ],
      'basic-in-the-query': [
        'name and password in the address',
        ({ name, password }) => ({
          headers: {},
          path: `/me?username=${name}&password=${encodeURIComponent(password)}`,
        }),
      ],
      'basic-cookie': ['a session cookie', () => ({ headers: { cookie: 'sid=1' } })],
      'basic-said-by-header': [
        'headers by which a proxy would name the user',
        () => ({ headers: { 'x-user': 'admin', 'x-forwarded-user': 'admin' } }),
      ],
    },
  ),
}
