/** Tokens that contain or name their own verification key, and tokens signed with keys of other modes. */

import { generateKeyPairSync, type KeyObject, type KeyPairKeyObjectResult } from 'node:crypto'
import { type Spoils, tokenAttacks } from './attack.ts'
import { createInsider } from './insider.ts'
import { byPrivateKey, hmac, type Json, partsOf, read, resigned } from './token-text.ts'

const makers = {
  RS256: () => generateKeyPairSync('rsa', { modulusLength: 2048 }),
  EdDSA: () => generateKeyPairSync('ed25519'),
} as const
const hashes = { RS256: 'sha256', EdDSA: null } as const
type Algorithm = keyof typeof makers

const made = new Map<Algorithm, KeyPairKeyObjectResult>()

/** The forger's own keys: valid signatures by the wrong signer. Made when first needed, since RSA keys take long. */
function pairOf(alg: Algorithm): KeyPairKeyObjectResult {
  const pair = made.get(alg) ?? makers[alg]()
  made.set(alg, pair)
  return pair
}

const headerOf = (token: string) => read(partsOf(token).header)

/** Signed by the forger, with a header that gives or locates the key. */
const bringing =
  (headerWith: (publicKey: KeyObject) => Json, alg: Algorithm = 'RS256') =>
  ({ token }: Spoils) => {
    const { publicKey, privateKey } = pairOf(alg)
    return resigned(token, { alg, ...headerWith(publicKey) }, byPrivateKey(privateKey, hashes[alg]))
  }

const asJwk = (publicKey: KeyObject) => ({ jwk: publicKey.export({ format: 'jwk' }) })

/** A key id that refers to another source, and the secret found there. */
const naming =
  (kid: unknown, secret: string) =>
  ({ token }: Spoils) =>
    resigned(token, { alg: 'HS256', kid }, hmac(secret))

/** The right algorithm, the right key id, and a guessed secret. */
const guessing =
  (secretOf: (spoils: Spoils) => string | undefined) =>
  (spoils: Spoils): string | undefined => {
    const secret = secretOf(spoils)
    return secret === undefined ? undefined : resigned(spoils.token, { alg: 'HS256' }, hmac(secret))
  }

/** The right algorithm, and the deployment's key for something else. */
const derivedFor =
  (purposeOf: (mode: string, kid: string) => string) =>
  (spoils: Spoils): string => {
    const purpose = purposeOf(spoils.mode, String(headerOf(spoils.token)['kid']))
    return resigned(spoils.token, { alg: 'HS256' }, hmac(spoils.insider.key(purpose)))
  }

const someoneElse = createInsider('the secret of another deployment, equally long')
const url = 'https://attacker.example/keys.json'

export const keyAttacks = tokenAttacks(
  { class: 'key' },
  {
    'jwk-rsa': ["the forger's public key in the header (`jwk`)", bringing(asJwk)],
    'jwk-ed25519': ["the forger's public key in the header, Ed25519", bringing(asJwk, 'EdDSA')],
    'jwk-secret': [
      "the forger's own secret in the header",
      ({ token }) =>
        resigned(
          token,
          { alg: 'HS256', jwk: { kty: 'oct', k: Buffer.from('mine').toString('base64url') } },
          hmac('mine'),
        ),
    ],
    jku: ['an address where keys are to be fetched (`jku`)', bringing(() => ({ jku: url, kid: 'mine' }))],
    x5u: ['an address where a certificate is to be fetched (`x5u`)', bringing(() => ({ x5u: url }))],
    x5c: [
      "the forger's certificate in the header (`x5c`)",
      bringing((key) => ({ x5c: [key.export({ format: 'der', type: 'spki' }).toString('base64')] })),
    ],
    'kid-missing': ['no key id, an empty secret', naming(undefined, '')],
    'kid-empty': ['an empty key id, an empty secret', naming('', '')],
    'kid-traversal': ['a path to an empty file, an empty secret', naming('../../../../../../dev/null', '')],
    'kid-file': ['a file whose content everybody knows', naming('/proc/sys/kernel/randomize_va_space', '2\n')],
    'kid-sql': ["a query that answers the forger's secret", naming("x' UNION SELECT 'mine' -- ", 'mine')],
    'kid-command': ['a command', naming('key-1 | sleep 5', 'mine')],
    'kid-url': ['an address', naming(url, 'mine')],
    'kid-proto': ['`__proto__`', naming('__proto__', '')],
    'kid-constructor': ['`constructor`', naming('constructor', 'function Object() { [native code] }')],
    'kid-to-string': ['`toString`', naming('toString', 'function toString() { [native code] }')],
    'kid-method': ['a method of the verifier', naming('verify', '')],
    'kid-number': ['a number', naming(0, '')],
    'kid-null': ['null', naming(null, '')],
    'kid-list': ['a list', naming(['key-1'], '')],
    'kid-object': ['an object', naming({ toString: 'key-1' }, '')],
    'kid-long': ['8,000 characters', naming('k'.repeat(8_000), '')],
    'secret-empty': ['an empty secret', guessing(() => '')],
    'secret-common': ['`secret`', guessing(() => 'secret')],
    'secret-changeme': ['`changeme`', guessing(() => 'changeme')],
    'secret-kid': ['the key id as secret', guessing(({ token }) => String(headerOf(token)['kid']))],
    'secret-mode': ['the name of the mode as secret', guessing(({ mode }) => mode)],
    'secret-underived': [
      'the secret of the deployment itself, from which keys are derived',
      guessing(({ insider }) => insider.secret),
    ],
    'key-of-other-kid': [
      'the key that a key id not in use would have',
      ({ mode, token, insider }) => {
        const { alg } = headerOf(token)
        return resigned(token, { kid: 'key-99' }, insider.signatureOf(mode, String(alg), 'key-99'))
      },
    ],
    'key-of-other-mode': ["another mode's key", derivedFor((mode, kid) => `not-${mode}:token:HS256:${kid}`)],
    'key-of-cookies': ['the key of session cookies', derivedFor((mode) => `${mode}:session-cookie`)],
    'key-of-refresh': ['the key of refresh tokens', derivedFor((mode) => `${mode}:refresh`)],
    'key-of-peers': ['the key of the peer channel', derivedFor(() => 'peer-channel')],
    'key-of-other-deployment': [
      "another deployment's key of the same name",
      ({ mode, token }) => {
        const { alg, kid } = headerOf(token)
        const algorithm = alg === 'EdDSA' ? 'EdDSA' : 'HS256'
        return resigned(token, { alg: algorithm }, someoneElse.signatureOf(mode, algorithm, String(kid)))
      },
    ],
    'token-of-other-mode': ['a good token of the same user in another mode', ({ elsewhere }) => elsewhere],
  },
)
