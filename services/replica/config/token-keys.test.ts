import { generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createEnvironmentReader } from './environment-variables.ts'
import { readTokenKeys } from './token-keys.ts'

describe('the keys of tokens', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lab-keys-'))
  const write = (name: string, content: string) => {
    writeFileSync(join(folder, name), content)
    return join(folder, name)
  }
  const pemOf = (bits: number) =>
    generateKeyPairSync('rsa', { modulusLength: bits }).privateKey.export({ format: 'pem', type: 'pkcs8' }).toString()
  let good: string
  beforeAll(() => {
    good = write('good.pem', pemOf(2048))
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  const read = (LAB_TOKEN_KEYS?: string, LAB_TOKEN_ALGORITHM?: string) => {
    const reader = createEnvironmentReader({ LAB_TOKEN_KEYS, LAB_TOKEN_ALGORITHM })
    const keys = readTokenKeys(reader)
    return { keys, problems: reader.problems.map(({ variable, value, remedy }) => `${variable}=${value}: ${remedy}`) }
  }

  test('are one HS256 key by default', () => {
    expect(read()).toEqual({ keys: [{ kid: 'hs256-1', algorithm: 'HS256' }], problems: [] })
  })

  test('are the named ones in their order, each with its own or the common algorithm', () => {
    const { keys, problems } = read(`ed-2, hs-1:HS256,rs-1:RS256=${good}`, 'EdDSA')
    expect(problems).toEqual([])
    expect(keys.map(({ kid, algorithm }) => `${kid} ${algorithm}`)).toEqual(['ed-2 EdDSA', 'hs-1 HS256', 'rs-1 RS256'])
    expect(keys[2]?.pem).toMatch(/^-----BEGIN PRIVATE KEY-----/)
  })

  test.each([
    ['another algorithm', undefined, 'none', /^LAB_TOKEN_ALGORITHM=none: must be one of HS256, RS256, EdDSA$/],
    ['RS256 without a file', undefined, 'RS256', /^LAB_TOKEN_KEYS=rs256-1: RS256 needs a private key.*rs256-1=<path/],
    [
      'a file that is not there',
      'a=/nowhere.pem',
      'RS256',
      /^LAB_TOKEN_KEYS=a=\/nowhere.pem: must name a readable RSA/,
    ],
    ['a file for a derived key', 'a=/nowhere.pem', 'HS256', /HS256 keys are derived from LAB_SECRET and take no file/],
    ['another algorithm of a key', 'a:HS512', undefined, /HS512 must be one of/],
    ['an id twice', 'a,b,a', undefined, /^LAB_TOKEN_KEYS=a: each key needs an id of its own/],
    ['an invalid id', 'a b', undefined, /^LAB_TOKEN_KEYS=a b: a key is <key id>/],
    ['an empty id', 'a,', undefined, /^LAB_TOKEN_KEYS=\(empty\)/],
  ])('are refused for %s', (_, keys, algorithm, expected) => {
    const { problems } = read(keys, algorithm)
    expect(problems).toHaveLength(1)
    expect(problems[0]).toMatch(expected)
  })

  test('are refused, and not shown, if the file holds no RSA key of 2048 bits', () => {
    const ed = generateKeyPairSync('ed25519').privateKey.export({ format: 'pem', type: 'pkcs8' }).toString()
    for (const content of ['rubbish', ed, pemOf(1024)]) {
      const { problems } = read(`a=${write('bad.pem', content)}`, 'RS256')
      expect(problems[0]).toMatch(/at least 2048 bits/)
      expect(problems[0]).not.toContain(content.slice(0, 7))
    }
  })
})
