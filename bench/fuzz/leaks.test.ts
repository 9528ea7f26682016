import { describe, expect, it } from 'vitest'
import { leaksIn, secretsOf } from './leaks.ts'

const random = 'a1B2c3D4e5F6g7H8i9J0k1L2'
const password = 'correct horse'
const cookie = { headers: { cookie: `sid=${random}.mh3x1c.sig%2Fnature; lab_route=a-replica-with-a-long-name` } }
const token = {
  headers: { authorization: `Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiI3In0.${random}` },
  refreshToken: `family.${random}x`,
}
const leaks = (text: string, held: Parameters<typeof secretsOf>[0] = cookie) =>
  leaksIn({ name: 'replica-1.log', text }, new Set(secretsOf(held)), password)

describe('a log', () => {
  it('that holds a part of a cookie, a token, a refresh token or a pair is found, with the line', () => {
    expect(leaks(`ok\n{"cookie":"sid=${random}.x"}\nok`)).toEqual([`replica-1.log: {"cookie":"sid=${random}.x"}`])
    expect(leaks(`GET /me?token=a.b.${random} HTTP`, token)).toHaveLength(1)
    expect(leaks(`${random}x`, token)).toHaveLength(1)
    const pair = Buffer.from(`user-1:${password}`).toString('base64')
    expect(leaks(`sent ${pair}`, { headers: { authorization: `Basic ${pair}` } })).toHaveLength(1)
  })

  it('that holds the password is found', () => expect(leaks(`{"password":"${password}"}`)).toHaveLength(1))

  it('that holds anything else is not: no other random text, and no name of a replica', () => {
    expect(leaks(`${random.toLowerCase()} a-replica-with-a-long-name ${random.slice(0, 15)}`)).toEqual([])
    expect(leaks('')).toEqual([])
  })
})
