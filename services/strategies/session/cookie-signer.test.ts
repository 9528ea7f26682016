import { Signer } from '@fastify/cookie'
import { expect, test, vi } from 'vitest'
import { createCookieSigner } from './cookie-signer.ts'

const key = 'a key of cookies, for tests and only for them'
const sid = 'kJ2w9xkJ2w9xkJ2w9xkJ2w9x.mh3x1c'

test('a cookie is signed, verified and refused as @fastify/cookie does it, the first time and every time', () => {
  const [ours, theirs] = [createCookieSigner(key), new Signer(key)]
  const cookie = theirs.sign(sid)
  const guesses = ['', '.', sid, `${sid}.`, `${cookie}=`, `${cookie.slice(0, -1)}~`, cookie.replace('k', 'K')]
  for (let round = 0; round < 3; round += 1) {
    expect(ours.sign(sid)).toBe(cookie)
    expect(ours.unsign(cookie)).toEqual(theirs.unsign(cookie))
    for (const guess of guesses) expect(ours.unsign(guess)).toEqual(theirs.unsign(guess))
  }
})

test('a cookie that was good once costs no HMAC again, one that was not costs it each time', () => {
  const cookie = new Signer(key).sign(sid)
  const ours = createCookieSigner(key)
  const asked = vi.spyOn(Signer.prototype, 'unsign')
  for (let round = 0; round < 3; round += 1) ours.unsign(cookie)
  expect(asked).toHaveBeenCalledTimes(1)
  for (let round = 0; round < 3; round += 1) ours.unsign(`${cookie}x`)
  expect(asked).toHaveBeenCalledTimes(4)
  asked.mockRestore()
})
