/** No secret in the repository: what looks like one is found in any file that git knows, unless the file is allowed to, and why. */

import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'

/** What keys and tokens look like. */
const shapes = {
  'private key': /-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----/,
  token: /\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,}/,
  'AWS key': /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/,
  'GitHub token': /\b(?:gh[pousr]_\w{36,}|github_pat_\w{22,})/,
  'npm token': /\bnpm_\w{36}\b/,
  'Slack token': /\bxox[abprs]-[\w-]{10,}/,
  'Google key': /\bAIza[\w-]{35}\b/,
  'key of a payment service': /\b[rs]k_live_\w{16,}/,
  'address with a password': /\b\w+:\/\/[^\s:/@'"`$<{]+:[^\s:/@'"`$<{]{3,}@/,
  'registry login': /_auth(?:Token)?\s*=\s*[^\s$]/,
  'random text by the name of a secret':
    /(?:secret|password|api_?key|token)["']?\s*[:=]\s*["'`]?(?=[\w+/-]*\d)(?=[\w+/-]*[a-z])(?=[\w+/-]*[A-Z])[\w+/-]{32,}/i,
} as const satisfies Record<string, RegExp>

/** Files in which such a thing is no secret. */
const allowed: Readonly<Record<string, string>> = {
  'services/replica/config/config.test.ts': 'a secret for tests, made up',
  'services/replica/config/token-keys.test.ts': 'the heading alone, for a key that the test makes',
}

/** Long random texts that are sums of packages. */
const isLock = (file: string) => file === 'package-lock.json'

function shapesIn(text: string): string[] {
  return Object.entries(shapes).flatMap(([name, shape]) => (shape.test(text) ? [name] : []))
}

const files = execFileSync('git', ['ls-files', '-z'], { encoding: 'utf8' })
  .split('\0')
  .filter((file) => file !== '')

it('no file that git knows holds a secret', () => {
  expect(files.length).toBeGreaterThan(500)
  const found = files
    .filter((file) => !isLock(file))
    .flatMap((file) => shapesIn(readFileSync(file, 'latin1')).map((shape) => `${file}: ${shape}`))
  expect(found.filter((line) => !((line.split(':', 1)[0] as string) in allowed))).toEqual([])
  // Who needs no leave any more has none.
  expect(Object.keys(allowed).filter((file) => !found.some((line) => line.startsWith(`${file}:`)))).toEqual([])
})

it('no file is called as files with secrets are, but the one that holds addresses of containers', () => {
  const suspects = /(?:^|\/)(?:\.env(?:\..*)?|\.npmrc|\.netrc|id_[a-z0-9]+|.*\.(?:pem|key|p12|pfx|jks|keystore))$/
  expect(files.filter((file) => suspects.test(file))).toEqual(['.env'])
})

it.each([
  ['private key', `-----BEGIN RSA ${'PRIVATE'} KEY-----`],
  ['token', `ey${'J'}hbGciOiJIUzI1NiJ9.ey${'J'}zdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N`],
  ['AWS key', `AKIA${'IOSFODNN7EXAMPLE'}`],
  ['GitHub token', `ghp_${'a1B2'.repeat(9)}`],
  ['npm token', `npm_${'a1B2'.repeat(9)}`],
  ['Slack token', `xoxb-${'1234567890-abc'}`],
  ['Google key', `AIza${'a1B2c'.repeat(7)}`],
  ['key of a payment service', `sk_live_${'a1B2'.repeat(5)}`],
  ['address with a password', `redis://${'admin'}:hunter22@host:6379`],
  ['registry login', `//registry.example/:_auth${'Token'}=abc`],
  ['random text by the name of a secret', `LAB_SECRET${'='}Zm9vYmFyQmF6cXV4MTIzNDU2Nzg5MGFiY2Rl`],
])('a %s is found', (name, text) => expect(shapesIn(text)).toContain(name))

it.each([
  'const secret = readSecret(reader, environment)',
  'LAB_SECRET=$LAB_SECRET',
  'redis://host:6379',
  'password: string',
])('%s is none', (text) => expect(shapesIn(text)).toEqual([]))
