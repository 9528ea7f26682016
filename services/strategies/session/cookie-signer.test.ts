import { Signer } from '@fastify/cookie'
import { expect, test, vi } from 'vitest'
import { createCookieSigner } from './cookie-signer.ts'

const key = 'a key of cookies, for tests and only for them'
const sid = 'kJ2w9xkJ2w9xkJ2w9xkJ2w9x.mh3x1c'

test('cookies are signed, verified and refused as by @fastify/cookie, the first time and every time', () => {
  const [ours, theirs] = [createCookieSigner(key), new Signer(key)]
  const cookie = theirs.sign(sid)
  const guesses = ['', '.', sid, `${sid}.`, `${cookie}=`, `${cookie.slice(0, -1)}~`, cookie.replace('k', 'K')]
  for (let round = 0; round < 3; round += 1) {
    expect(ours.sign(sid)).toBe(cookie)
    expect(ours.unsign(cookie)).toEqual(theirs.unsign(cookie))
    for (const guess of guesses) expect(ours.unsign(guess)).toEqual(theirs.unsign(guess))
  }
})

test('a verified cookie costs no second HMAC, a refused one costs an HMAC each time', () => {
  const cookie = new Signer(key).sign(sid)
  const ours = createCookieSigner(key)
  const verifications = vi.spyOn(Signer.prototype, 'unsign')
  for (let round = 0; round < 3; round += 1) ours.unsign(cookie)
  expect(verifications).toHaveBeenCalledTimes(1)
  for (let round = 0; round < 3; round += 1) ours.unsign(`${cookie}x`)
  expect(verifications).toHaveBeenCalledTimes(4)
  verifications.mockRestore()
})
