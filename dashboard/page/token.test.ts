import { describe, expect, it } from 'vitest'
import { decodeToken, forgeToken, secondsLeft, toBase64Url } from './token.ts'

const token = [{ alg: 'HS256' }, { name: '김철수', role: 'user', exp: 100 }].map((part) =>
  toBase64Url(JSON.stringify(part)),
)

describe('a token', () => {
  it('is decoded without the key', () => {
    expect(decodeToken(`${token.join('.')}.c2ln`)).toMatchObject({
      header: { alg: 'HS256' },
      payload: { name: '김철수', role: 'user' },
      parts: [token[0], token[1], 'c2ln'],
    })
  })

  it.each(['', 'a', 'a.b', 'a.b.c', 'e30.e30', 'e30.e30.x.y', 'sid=abc'])('is not %j', (text) =>
    expect(decodeToken(text)).toBeUndefined(),
  )

  it('has changed claims and the original signature when forged', () => {
    const forged = forgeToken(`${token.join('.')}.c2ln`, { role: 'admin' })
    expect(decodeToken(forged)).toMatchObject({ payload: { name: '김철수', role: 'admin' } })
    expect(forged.endsWith('.c2ln')).toBe(true)
  })

  it('tells how long it is good', () => {
    const decoded = decodeToken(`${token.join('.')}.c2ln`)
    expect(decoded && secondsLeft(decoded, 98_500)).toBe(2)
    expect(decoded && secondsLeft(decoded, 103_000)).toBe(-3)
  })
})
