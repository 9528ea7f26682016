/** Access and refresh tokens in each other's place, and refresh tokens that were used or ended. */

import { requestAttacks } from './attack.ts'
import { partOf } from './token-text.ts'

/** `POST /refresh` with a text in place of the refresh token; undefined where there is no text. */
const refreshing = (text: string | undefined) =>
  text === undefined
    ? undefined
    : {
        method: 'POST' as const,
        path: '/refresh',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ refresh_token: text }),
      }

const changed = (text: string) => `${text.slice(0, -4)}${text.at(-4) === 'A' ? 'B' : 'A'}${text.slice(-3)}`

export const refreshAttacks = requestAttacks(
  { class: 'replay', against: 'token', only: ['jwt-refresh'] },
  {
    'refresh-as-access': [
      'a good refresh token in place of an access token',
      ({ successor }) => (successor === undefined ? undefined : { headers: { authorization: `Bearer ${successor}` } }),
    ],
    'access-as-refresh': [
      'a good access token in place of a refresh token',
      ({ token }) => refreshing(token.slice(0, 256)),
    ],
    'refresh-changed': [
      'a refresh token with one character changed',
      ({ successor }) => refreshing(successor && changed(successor)),
    ],
    'refresh-halved': ['the first half of a refresh token', ({ successor }) => refreshing(successor?.slice(0, 30))],
    'refresh-family': [
      'the name of a family with a secret of its own',
      ({ successor }) => refreshing(successor && `${successor.slice(0, successor.lastIndexOf('.'))}.${'A'.repeat(43)}`),
    ],
    'refresh-json': ['a refresh token that is an object in base64url', () => refreshing(partOf({ sub: '1' }))],
    'refresh-replayed': [
      'a refresh token that was used, and whose successor was used',
      ({ refreshToken }) => refreshing(refreshToken),
    ],
  },
)
