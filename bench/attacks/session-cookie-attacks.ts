/** Session cookies that were guessed, planted, changed, or signed with another key. */

import { randomBytes } from 'node:crypto'
import { cookieAttacks, requestAttacks, type Spoils, withSid } from './attack.ts'
import { signedCookie } from './insider.ts'

/** `<random>.<end>.<signature>`, cut at its dots. */
function cut(sid: string): { readonly id: string; readonly end: string; readonly signature: string } {
  const [id = '', end = '', signature = ''] = sid.split('.')
  return { id, end, signature }
}

const other = (character: string | undefined) => (character === 'A' ? 'B' : 'A')
const guess = (end: string) => `${randomBytes(18).toString('base64url')}.${end}`
const unsignedOf = ({ sid }: Spoils) => sid.slice(0, sid.lastIndexOf('.'))

/** Seconds since 1970 in base 36, as session ids tell their end. */
const inSeconds = (seconds: number) => (Math.ceil(Date.now() / 1_000) + seconds).toString(36)

const attackers = 'a secret that is not the one of the deployment'

export const sessionIdAttacks = {
  ...cookieAttacks(
    { class: 'id' },
    {
      'sid-word': ['a word', () => 'session'],
      'sid-number': ['a small number', () => '1'],
      'sid-dots': ['dots alone', () => '..'],
      'sid-guessed': ['a guess, unsigned', ({ sid }) => guess(cut(sid).end)],
      'sid-guessed-signature': [
        'a guess, with the signature of another',
        ({ sid }) => `${guess(cut(sid).end)}.${cut(sid).signature}`,
      ],
      'sid-id-changed': ['one character of the id changed', ({ sid }) => `${other(sid[0])}${sid.slice(1)}`],
      'sid-end-postponed': [
        'an end a day later',
        ({ sid }) => `${cut(sid).id}.${inSeconds(86_400)}.${cut(sid).signature}`,
      ],
      'sid-end-missing': ['no end', ({ sid }) => `${cut(sid).id}.${cut(sid).signature}`],
      'sid-signature-changed': [
        'one character of the signature changed',
        ({ sid }) => `${sid.slice(0, -4)}${other(sid.at(-4))}${sid.slice(-3)}`,
      ],
      'sid-signature-halved': ['half of the signature', ({ sid }) => sid.slice(0, -21)],
      'sid-signature-longer': ['the signature with a character appended', ({ sid }) => `${sid}A`],
      'sid-signature-empty': ['no signature after the last dot', (spoils) => `${unsignedOf(spoils)}.`],
      'sid-unsigned': ['a good id without its signature', unsignedOf],
      'sid-signed-prefix': ['a good id marked as signed, `s:`, as other servers do', ({ sid }) => `s:${sid}`],
      'sid-foreign-secret': [
        'a good id, signed with another secret',
        (spoils) => signedCookie(unsignedOf(spoils), attackers),
      ],
      'sid-empty-secret': ['a good id, signed with an empty secret', (spoils) => signedCookie(unsignedOf(spoils), '')],
      'sid-other-mode': [
        "a good id, signed with another mode's key",
        (spoils) => signedCookie(unsignedOf(spoils), spoils.insider.key(`not-${spoils.mode}:session-cookie`)),
      ],
      'sid-token-key': [
        'a good id, signed with the key of tokens',
        (spoils) => signedCookie(unsignedOf(spoils), spoils.insider.key(`${spoils.mode}:token:HS256:key-1`)),
      ],
      'sid-underived': [
        'a good id, signed with the secret itself',
        (spoils) => signedCookie(unsignedOf(spoils), spoils.insider.secret),
      ],
      'sid-other-hash': [
        'a good id, signed with the right key and SHA-512',
        (spoils) => signedCookie(unsignedOf(spoils), spoils.insider.key(`${spoils.mode}:session-cookie`), 'sha512'),
      ],
      'sid-twice-in-one': ['a good cookie twice in one', ({ sid }) => `${sid}.${sid}`],
      'sid-spaces': ['a good cookie between spaces', ({ sid }) => ` ${sid} `],
      'sid-sql': ['a condition', () => "' OR '1'='1"],
      'sid-path': ['a path', () => '../../session'],
      'sid-proto': ['`__proto__`', () => '__proto__'],
      'sid-long': ['6,000 characters', () => 'A'.repeat(6_000)],
      'sid-of-other-mode': ['a good cookie of the same user in another mode', ({ elsewhere }) => elsewhere],
    },
  ),
  ...cookieAttacks(
    { class: 'id', byInsider: true },
    {
      'sid-signed-guess': [
        'a guess, rightly signed',
        ({ mode, sid, insider }) => insider.cookie(mode, guess(cut(sid).end)),
      ],
      'sid-signed-past': [
        'a guess that ended an hour ago, rightly signed',
        ({ mode, insider }) => insider.cookie(mode, guess(inSeconds(-3_600))),
      ],
      'sid-signed-later-end': [
        'a good id with an end a day later, rightly signed',
        ({ mode, sid, insider }) => insider.cookie(mode, `${cut(sid).id}.${inSeconds(86_400)}`),
      ],
      'sid-signed-proto': ['`__proto__`, rightly signed', ({ mode, insider }) => insider.cookie(mode, '__proto__')],
      'sid-signed-star': [
        'a pattern that matches all, rightly signed',
        ({ mode, insider }) => insider.cookie(mode, '*'),
      ],
      'sid-signed-user-key': [
        "the name of a user's index in the store, rightly signed",
        ({ mode, insider }) => insider.cookie(mode, '../user:1'),
      ],
    },
  ),
  ...cookieAttacks(
    { class: 'replay' },
    {
      'planted-ended': [
        'the cookie of an ended session, after a login that sent it (session fixation)',
        ({ planted }) => planted,
      ],
    },
  ),
  ...requestAttacks(
    { class: 'form', against: 'cookie' },
    {
      'no-cookie': ['no credential', (spoils) => ({ headers: withSid(spoils, '') })],
      'cookie-empty': ['an empty cookie', (spoils) => ({ headers: withSid(spoils, '""') })],
      'cookie-half-escaped': [
        'a cookie that breaks off in an escape',
        (spoils) => ({ headers: withSid(spoils, '%E0%A4%A') }),
      ],
      'cookie-other-name': [
        'a good cookie under another name',
        (spoils) => ({
          headers: { cookie: `session=${encodeURIComponent(spoils.sid)}; ${withSid(spoils, '')['cookie'] ?? ''}` },
        }),
      ],
      'cookie-name-case': [
        'a good cookie under its name in capitals',
        (spoils) => ({
          headers: { cookie: `SID=${encodeURIComponent(spoils.sid)}; ${withSid(spoils, '')['cookie'] ?? ''}` },
        }),
      ],
      'sid-cookie-twice': [
        'a changed cookie before the valid one: replicas must not try both',
        (spoils) => ({
          headers: withSid(
            spoils,
            `${other(spoils.sid[0])}${encodeURIComponent(spoils.sid.slice(1))}; sid=${encodeURIComponent(spoils.sid)}`,
          ),
        }),
      ],
      'sid-in-the-query': [
        'a good session id in the address',
        (spoils) => ({ headers: withSid(spoils, ''), path: `/me?sid=${encodeURIComponent(spoils.sid)}` }),
      ],
      'sid-as-bearer': [
        'a good session id as a token',
        (spoils) => ({ headers: { ...withSid(spoils, ''), authorization: `Bearer ${spoils.sid}` } }),
      ],
      'sid-password-instead': [
        'name and password, which are right, in place of a cookie',
        (spoils) => ({
          headers: {
            ...withSid(spoils, ''),
            authorization: `Basic ${Buffer.from(`${spoils.name}:${spoils.password}`).toString('base64')}`,
          },
        }),
      ],
      'sid-said-by-header': [
        'headers by which a proxy would name the user',
        (spoils) => ({ headers: { ...withSid(spoils, ''), 'x-user': 'admin', 'x-forwarded-user': 'admin' } }),
      ],
    },
  ),
}
