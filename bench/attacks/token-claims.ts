/** Correctly signed tokens with invalid claims: only a check of the claims detects them. */

import { type Spoils, tokenAttacks } from './attack.ts'
import { type Json, partsOf, read, signed } from './token-text.ts'

const nowSeconds = () => Math.floor(Date.now() / 1_000)

/** Beyond any tolerance of clocks. */
const farSeconds = 3_600

/** Correctly signed. An undefined change removes the claim or header field. */
const saying =
  (changes: Json | (() => Json), header: Json = {}) =>
  ({ mode, token, insider }: Spoils) =>
    insider.token(mode, token, typeof changes === 'function' ? changes() : changes, header)

/** The claims as a JSON text with a number that JSON.stringify cannot write. */
const sayingLiterally =
  (claim: string, literal: string) =>
  ({ mode, token, insider }: Spoils) => {
    const { header, payload } = partsOf(token)
    const { alg, kid } = read(header)
    const json = JSON.stringify({ ...read(payload), [claim]: '#' }).replace('"#"', literal)
    return signed(read(header), json, insider.signatureOf(mode, String(alg), String(kid)))
  }

/** A whole payload that is no object of claims. */
const paying =
  (payload: string) =>
  ({ mode, token, insider }: Spoils) => {
    const header = read(partsOf(token).header)
    return signed(header, payload, insider.signatureOf(mode, String(header['alg']), String(header['kid'])))
  }

export const claimsAttacks = tokenAttacks(
  { class: 'claims', byInsider: true },
  {
    'exp-missing': ['no end', saying({ exp: undefined })],
    'exp-past': ['ended an hour ago', saying(() => ({ exp: nowSeconds() - farSeconds }))],
    'exp-string': ['an end in words', saying(() => ({ exp: `${nowSeconds() + 60}` }))],
    'exp-negative': ['an end before 1970', saying({ exp: -1 })],
    'exp-zero': ['an end in 1970', saying({ exp: 0 })],
    'exp-null': ['null for an end', saying({ exp: null })],
    'exp-true': ['true for an end', saying({ exp: true })],
    'exp-list': ['a list for an end', saying(() => ({ exp: [nowSeconds() + 60] }))],
    'exp-far': [
      'an end a year from now, later than any token of ours',
      saying(() => ({ exp: nowSeconds() + 31_536_000 })),
    ],
    'exp-huge': ['an end in 2^53 seconds', saying({ exp: 2 ** 53 })],
    'exp-infinite': ['an end of 1e999, which reads as infinite', sayingLiterally('exp', '1e999')],
    'nbf-future': ['not valid for another hour', saying(() => ({ nbf: nowSeconds() + farSeconds }))],
    'nbf-huge': ['not valid before 2^53', saying({ nbf: 2 ** 53 })],
    'nbf-string': ['valid from a moment in words', saying({ nbf: '1' })],
    'nbf-negative': ['valid since before 1970', saying({ nbf: -1 })],
    'nbf-null': ['null for its beginning', saying({ nbf: null })],
    'iat-missing': ['no time of issue', saying({ iat: undefined })],
    'iat-future': [
      'issued in an hour',
      saying(() => ({ iat: nowSeconds() + farSeconds, exp: nowSeconds() + farSeconds + 60 })),
    ],
    'iat-past': ['issued in 1970, and not over yet', saying({ iat: 0 })],
    'iat-string': ['issued at a moment in words', saying(() => ({ iat: `${nowSeconds()}` }))],
    'iat-negative': ['issued before 1970', saying({ iat: -1 })],
    'iat-huge': ['issued in 2^53', saying({ iat: 2 ** 53, exp: 2 ** 53 + 60 })],
    'iat-infinite': ['issued at 1e999', sayingLiterally('iat', '1e999')],
    'iss-missing': ['no issuer', saying({ iss: undefined })],
    'iss-wrong': ['another issuer', saying({ iss: 'https://attacker.example' })],
    'iss-empty': ['an empty issuer', saying({ iss: '' })],
    'iss-list': ['ours among several issuers', saying({ iss: ['session-scaling-lab', 'attacker'] })],
    'aud-missing': ['no audience', saying({ aud: undefined })],
    'aud-wrong': ['another audience', saying({ aud: 'session-scaling-lab/elsewhere' })],
    'aud-prefix': ['an audience of all modes', saying({ aud: 'session-scaling-lab' })],
    'aud-empty': ['an empty list of audiences', saying({ aud: [] })],
    'typ-missing': ['no type', saying({}, { typ: undefined })],
    'typ-jwt': ['the general type `JWT`', saying({}, { typ: 'JWT' })],
    'typ-id': ['the type of an identity token', saying({}, { typ: 'id+jwt' })],
    'typ-logout': ['the type of a logout token', saying({}, { typ: 'logout+jwt' })],
    'crit-unknown': [
      'an unknown critical extension',
      saying({}, { crit: ['exp-is-advisory'], 'exp-is-advisory': true }),
    ],
    'crit-empty': ['an empty list of critical extensions', saying({}, { crit: [] })],
    'sub-missing': ['no user', saying({ sub: undefined })],
    'sub-number': ['a number for a user', saying({ sub: 1 })],
    'sub-words': ['a condition for a user', saying({ sub: '1 OR 1=1' })],
    'sub-empty': ['an empty user', saying({ sub: '' })],
    'jti-missing': ['no token id, so that no denylist could name it', saying({ jti: undefined })],
    'jti-list': ['a list of token ids', saying({ jti: ['a', 'b'] })],
    'role-unknown': ['a role that is none', saying({ role: 'root' })],
    'role-list': ['several roles', saying({ role: ['user', 'admin'] })],
    'name-missing': ['no user name', saying({ name: undefined })],
    'version-string': ['a version in words', saying({ version: '0' })],
    'cart-object': ['a cart that is no list', saying({ cart: { length: 0 } })],
    'payload-list': ['a list for claims', paying('[]')],
    'payload-null': ['null for claims', paying('null')],
    'payload-text': ['a text for claims', paying('"claims"')],
    'payload-empty': ['nothing for claims', paying('')],
    'payload-no-json': ['claims that are no JSON', paying('{"sub":')],
  },
)
