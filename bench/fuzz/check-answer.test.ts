import { describe, expect, it } from 'vitest'
import { readAnswers } from './answers.ts'
import { judgeAnswer, judgeRest } from './check-answer.ts'
import type { Held } from './fuzz-credentials.ts'

const sid = `${'a'.repeat(24)}.mh3x1c.${'b/'.repeat(21)}b`
const held: Held = {
  mode: 'redis',
  name: 'user-7',
  password: 'secret words',
  userId: 7,
  headers: { cookie: `sid=${encodeURIComponent(sid)}; route=replica-1` },
}
const me = (name: string) => ({
  status: 200,
  headers: {},
  body: `{"id":7,"name":"${name}","role":"user","issuedBy":null}`,
})
const login = (name: string) => ({ status: 200, headers: {}, body: `{"user":{"id":7,"name":"${name}","role":"user"}}` })
const own = `GET /redis/me HTTP/1.1\r\nCookie: sid=${encodeURIComponent(sid)}\r\n\r\n`
const stranger = 'GET /redis/me HTTP/1.1\r\nCookie: sid=x\r\n\r\n'
const is = (...parts: Parameters<typeof judgeAnswer>) => judgeAnswer(...parts)?.is

describe('an answer', () => {
  it('is right if the bytes sent contain the credential, however it was escaped', () => {
    expect(is(me('user-7'), own, held)).toBeUndefined()
    expect(is(me('user-7'), own.replace('sid=a', 'sid=%61'), held)).toBeUndefined()
    expect(is({ status: 200, headers: {}, body: '{"posts":[]}' }, own, held)).toBeUndefined()
  })

  it('is forged if it was not, or if it is for another user', () => {
    expect(is(me('user-7'), stranger, held)).toBe('forged')
    expect(is(me('user-7'), own.replace('.mh3x1c', ''), held)).toBe('forged')
    expect(is(me('admin'), own, held)).toBe('forged')
    expect(is({ status: 200, headers: {}, body: '{"posts":[]}' }, stranger, held)).toBe('forged')
    expect(is({ status: 204, headers: {}, body: '' }, stranger, held)).toBe('forged')
  })

  it('of a token may vary in its last character, and in no other', () => {
    const of = { ...held, headers: { authorization: 'Bearer h.p.signatur' } }
    expect(is(me('user-7'), 'Authorization: Bearer h.p.signatuX', of)).toBeUndefined()
    expect(is(me('user-7'), 'Authorization: Bearer h.p.signatXr', of)).toBe('forged')
  })

  it('to a login is right for the name that was sent with the password', () => {
    const body = (username: string, password: string) =>
      `POST /\r\n\r\n{"username":"${username}","password":"${password}"}`
    expect(is(login('user-9'), body('user-9', 'secret words'), held)).toBeUndefined()
    expect(is(login('user-9'), body('us\\u0065r-9', 'secret words'), held)).toBeUndefined()
    expect(is(login('user-9'), body('user-8', 'secret words'), held)).toBe('forged')
    expect(is(login('user-9'), body('user-9', 'secret word'), held)).toBe('forged')
  })

  it('to basic is right for the name in the pair alone', () => {
    const pair = (text: string) => `Authorization: bAsic  ${Buffer.from(text).toString('base64')}`
    expect(is(me('user-9'), pair('user-9:secret words'), held)).toBeUndefined()
    expect(is(me('user-9'), pair('user-8:secret words'), held)).toBe('forged')
    expect(is(me('user-9'), pair('user-9:secret words '), held)).toBe('forged')
  })

  it('is public if it is a health page, and names no user if it is not 2xx', () => {
    expect(is({ status: 200, headers: {}, body: '{"status":"ok","revision":1}' }, stranger, held)).toBeUndefined()
    for (const status of [301, 400, 401, 403, 429]) {
      expect(is({ status, headers: {}, body: me('user-7').body }, stranger, held)).toBeUndefined()
    }
  })

  it('is a failure from 500 on, except for intended statuses', () => {
    const answer = (status: number, reason: string, headers = {}) => ({
      status,
      headers,
      body: `{"reason":"${reason}"}`,
    })
    expect(is(answer(500, 'internal'), own, held)).toBe('failed')
    expect(is(answer(502, 'no-replica'), own, held)).toBe('failed')
    expect(is(answer(503, 'store-unavailable'), own, held)).toBe('failed')
    expect(is(answer(503, 'store-unavailable', { 'retry-after': '1' }), own, held)).toBeUndefined()
    expect(is(answer(501, 'no-session-state'), own, held)).toBeUndefined()
    expect(is(answer(505, 'http-version-not-supported'), own, held)).toBeUndefined()
    expect(is(answer(501, 'internal'), own, held)).toBe('failed')
  })

  it('without HTTP framing is right for HTTP/0.9 only, and must not name a user', () => {
    expect(judgeRest('', own)).toBeUndefined()
    expect(judgeRest('HTTP/1.1 200 OK\r\n', own)).toBeUndefined()
    expect(judgeRest('{"status":400}', own)?.is).toBe('no-http')
    expect(judgeRest('{"status":400}', 'GET /\r\n')).toBeUndefined()
    expect(judgeRest('{"status":404}', `${own}GET /cart\r\nHost: x\r\n\r\n`)).toBeUndefined()
    expect(judgeRest(me('user-7').body, 'GET /redis/me\r\n')?.is).toBe('no-http')
  })
})

describe('answers on one connection', () => {
  const answer = (status: number, body: string) =>
    `HTTP/1.1 ${status} X\r\nContent-Length: ${body.length}\r\n\r\n${body}`

  it('are parsed one by one; an incomplete one is left', () => {
    const { answers, rest } = readAnswers(`${answer(200, 'one')}${answer(404, 'two')}HTTP/1.1 200`, 'GET')
    expect(answers.map(({ status, body }) => [status, body])).toEqual([
      [200, 'one'],
      [404, 'two'],
    ])
    expect(rest).toBe('HTTP/1.1 200')
    expect(readAnswers(answer(200, 'three').slice(0, -1), 'GET').answers).toEqual([])
  })

  it('have no body for HEAD, and do not count with status 100', () => {
    expect(readAnswers('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n', 'HEAD').answers).toHaveLength(1)
    const { answers } = readAnswers(`HTTP/1.1 100 Continue\r\n\r\n${answer(200, 'one')}`, 'POST')
    expect(answers.map(({ status }) => status)).toEqual([200])
  })

  it('may be in chunks, or last until the connection ends', () => {
    const chunked = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\none\r\n0\r\n\r\n'
    expect(readAnswers(`${chunked}${answer(404, '')}`, 'GET').answers.map(({ status }) => status)).toEqual([200, 404])
    expect(readAnswers('HTTP/1.1 200 OK\r\n\r\nall of it', 'GET').answers[0]?.body).toBe('all of it')
  })
})
