/** Tokens that choose their own verification algorithm (RFC 8725, sections 2.1 and 3.1). */

import { type Spoils, tokenAttacks } from './attack.ts'
import { hmac, noSignature, partsOf, read, resigned, signed } from './token-text.ts'

const headerOf = (token: string) => read(partsOf(token).header)

/** An unsigned token made by the forger, for an admin. */
const unsigned = (alg: unknown) => (spoils: Spoils) => {
  const { header, payload } = partsOf(spoils.token)
  return signed({ ...read(header), alg }, { ...read(payload), role: 'admin' }, noSignature)
}

/** The public key, used as the secret of an HMAC; undefined if there is none. */
const publicKeyAsSecret = (alg: string, hash: string) => (spoils: Spoils) => {
  const publicKey = spoils.insider.publicKeyOf(spoils.mode, spoils.token)
  return publicKey && resigned(spoils.token, { alg }, hmac(publicKey, hash))
}

/** The deployment's own secret with a wrong hash function. */
const otherHash = (alg: string, hash: string) => (spoils: Spoils) => {
  const secret = spoils.insider.key(`${spoils.mode}:token:HS256:${headerOf(spoils.token)['kid']}`)
  return resigned(spoils.token, { alg }, hmac(secret, hash))
}

/** Correctly signed, with another algorithm name; undefined if that is the correct name. */
const mislabelled = (alg: unknown) => (spoils: Spoils) =>
  headerOf(spoils.token)['alg'] === alg ? undefined : spoils.insider.token(spoils.mode, spoils.token, {}, { alg })

export const algorithmAttacks = {
  ...tokenAttacks(
    { class: 'algorithm' },
    {
      'alg-none': ['`none`, and no signature', unsigned('none')],
      'alg-none-capital': ['`None`', unsigned('None')],
      'alg-none-capitals': ['`NONE`', unsigned('NONE')],
      'alg-none-mixed': ['`nOnE`', unsigned('nOnE')],
      'alg-none-space': ['`none` and a space', unsigned('none ')],
      'alg-none-nul': ['`none` and a null byte', unsigned('none\0')],
      'alg-empty': ['an empty name, and no signature', unsigned('')],
      'alg-null': ['null, and no signature', unsigned(null)],
      'alg-missing': ['no algorithm, and no signature', unsigned(undefined)],
      'alg-false': ['false, and no signature', unsigned(false)],
      'alg-none-kept': [
        '`none`, with the signature of the honest token',
        ({ token }) => {
          const { header, payload, signature } = partsOf(token)
          return signed({ ...read(header), alg: 'none' }, read(payload), () => Buffer.from(signature, 'base64url'))
        },
      ],
      'public-key-as-secret': [
        'HS256 with the public key as secret (where there is one)',
        publicKeyAsSecret('HS256', 'sha256'),
      ],
      'public-key-as-secret-512': [
        'HS512 with the public key as secret (where there is one)',
        publicKeyAsSecret('HS512', 'sha512'),
      ],
    },
  ),
  ...tokenAttacks(
    { class: 'algorithm', byInsider: true },
    {
      'other-hash-384': ['HS384 with the secret that is for HS256', otherHash('HS384', 'sha384')],
      'other-hash-512': ['HS512 with the secret that is for HS256', otherHash('HS512', 'sha512')],
      'label-HS256': ['called HS256, signed otherwise', mislabelled('HS256')],
      'label-HS512': ['called HS512, signed otherwise', mislabelled('HS512')],
      'label-RS256': ['called RS256, signed otherwise', mislabelled('RS256')],
      'label-PS256': ['called PS256, signed otherwise', mislabelled('PS256')],
      'label-ES256': ['called ES256, signed otherwise', mislabelled('ES256')],
      'label-EdDSA': ['called EdDSA, signed otherwise', mislabelled('EdDSA')],
      'label-lower-case': ['called hs256: names are case-sensitive', mislabelled('hs256')],
      'label-list': ['a list of algorithms', mislabelled(['HS256', 'none'])],
      'label-number': ['a number in place of the algorithm', mislabelled(256)],
    },
  ),
}
