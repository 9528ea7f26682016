import { randomBytes } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { createEnvironmentReader } from './environment-variables.ts'
import { readSecret } from './secret.ts'

const problemsWith = (LAB_SECRET: string | undefined) => {
  const reader = createEnvironmentReader({ LAB_SECRET })
  readSecret(reader, { LAB_SECRET })
  return reader.problems
}

const draw = (encoding: 'hex' | 'base64url', bytes: number) => randomBytes(bytes).toString(encoding)

describe('the secret of the replicas', () => {
  test.each([
    ['none', undefined],
    ['an empty one', ''],
    ['31 characters', randomBytes(31).toString('hex').slice(0, 31)],
    ['one repeated letter', 'x'.repeat(64)],
    ['a repeated word', 'password'.repeat(8)],
    ['a repeated word and a part of it', `${'changeme-'.repeat(7)}chan`],
    ['two letters', 'ab'.repeat(15) + 'ba'.repeat(15)],
    ['ascending digits', '0123456789012345678901234567890123456789'],
  ])('is refused if it is %s, and never shown', (_, secret) => {
    const [problem] = problemsWith(secret)
    expect(problem?.remedy).toMatch(/openssl rand -hex 32$/)
    expect(problem?.value).toMatch(/^\((hidden|not set)\)$/)
  })

  test.each([
    ['hex', 16],
    ['hex', 32],
    ['base64url', 24],
  ] as const)('is accepted if it is random: %s, %i bytes', (encoding, bytes) => {
    for (let count = 0; count < 1_000; count++) expect(problemsWith(draw(encoding, bytes))).toEqual([])
  })
})
