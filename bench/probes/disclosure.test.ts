import { describe, expect, it } from 'vitest'
import { disclosureOf, unionOf } from './disclosure.ts'

const user = { id: 7, name: 'user-7', role: 'admin' }
const answer = (body: object, setCookies: string[] = []) => ({ status: 200, setCookies, body: JSON.stringify(body) })
const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
const bearer = (...parts: unknown[]) => ({ authorization: `Bearer ${parts.map(part).join('.')}.signature` })

describe('the disclosure of a credential', () => {
  it('is every claim of a token, each compared with the user data in the login answer', () => {
    const login = answer({ user })
    const claims = { sub: '7', name: 'user-7', role: 'admin', version: 7, cart: ['user-7.1.2'], jti: 'x' }
    const headers = bearer({ alg: 'HS256' }, claims)
    expect(disclosureOf({ headers, login, answer: answer({ items: ['user-7.1.2'] }) })).toEqual({
      carrier: 'bearer',
      readByScript: true,
      fields: { alg: null, sub: 'user id', name: 'name', role: 'role', version: null, cart: 'cart', jti: null },
    })
  })

  it('is nothing for a session cookie (id and signature), which scripts can read only without HttpOnly', () => {
    const headers = { cookie: 'lab_route=2; sid=a1B2.c3.sig%2Fnature' }
    const held = (line: string) => ({ headers, login: answer({ user }, [line]), answer: answer({}) })
    const hidden = { carrier: 'cookie', readByScript: false, fields: {} }
    expect(disclosureOf(held('sid=a1B2.c3.sig%2Fnature; Path=/redis; HttpOnly'))).toEqual(hidden)
    expect(disclosureOf(held('sid=a1B2.c3.sig%2Fnature; Path=/HttpOnly'))).toEqual({ ...hidden, readByScript: true })
  })

  it('is no more for a cookie with the prefix of TLS', () => {
    const login = answer({ user }, ['__Host-sid-redis=a1B2.sig; Path=/; Secure; HttpOnly'])
    const headers = { cookie: '__Host-lab_route-redis=2; __Host-sid-redis=a1B2.sig' }
    const hidden = { carrier: 'cookie', readByScript: false, fields: {} }
    expect(disclosureOf({ headers, login, answer: answer({}) })).toEqual(hidden)
  })

  it('is name and password if both are sent', () => {
    const headers = { authorization: 'Basic dXNlci03OnNlY3JldA==' }
    const fields = { name: 'name', password: 'password' }
    expect(disclosureOf({ headers, login: answer({ user }), answer: answer({}) })?.fields).toEqual(fields)
  })

  it('is absent without a credential', () => {
    expect(disclosureOf({ headers: {}, login: answer({ user }), answer: answer({}) })).toBeUndefined()
    expect(unionOf([])).toBeUndefined()
  })

  it('is, for several credentials, everything that any of them reveals', () => {
    const of = (fields: Record<string, string | null>, readByScript = false) =>
      ({ carrier: 'bearer', readByScript, fields }) as const
    expect(
      unionOf([of({ sub: 'user id', cart: null }), of({ cart: 'cart' }, true), of({ cart: null, x: null })]),
    ).toEqual(of({ sub: 'user id', cart: 'cart', x: null }, true))
  })
})
