import { expect, test } from 'vitest'
import { hashLike, hashPassword, passwordCosts, unknownUserHash, verifyPassword } from './password-hash.ts'

test('a hash contains its cost, is salted, and verifies its own password only', async () => {
  const [first, second] = [
    await hashPassword('pässword', passwordCosts.cheap),
    await hashPassword('pässword', passwordCosts.cheap),
  ]
  expect(first).toMatch(/^\$argon2id\$v=19\$m=8,t=1,p=1\$/)
  expect(first).not.toBe(second)
  expect(await verifyPassword('pässword', first)).toBe(true)
  expect(await verifyPassword('password', first)).toBe(false)
})

test('a hash of the reference implementation of argon2 verifies', async () => {
  // From its test.c: version 0x13, t=2, m=2^8, p=1, password "password", salt "somesalt".
  const hash = '$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4'
  expect(await verifyPassword('password', hash)).toBe(true)
})

test('an unknown user is verified at the full cost, and never with success', async () => {
  expect(unknownUserHash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
  expect(await verifyPassword('', unknownUserHash)).toBe(false)
})

test('a stored text that is not a hash is an error, not a wrong password', async () => {
  await expect(verifyPassword('password', 'password')).rejects.toThrow('not an argon2id PHC string')
})

test('the hash of a new password has the cost of the old one', async () => {
  const cheap = await hashLike(await hashPassword('old', passwordCosts.cheap), 'new')
  expect(cheap).toMatch(/^\$argon2id\$v=19\$m=8,t=1,p=1\$/)
  expect(await verifyPassword('new', cheap)).toBe(true)
})
