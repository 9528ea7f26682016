import { type IncomingMessage, request } from 'node:http'
import { afterAll, describe, expect, test } from 'vitest'
import { passwordOf } from '../../strategies/client.fixture.ts'
import { createTestReplicas } from '../testing/replica.fixture.ts'
import { canonicalUrl } from './canonical-url.ts'

const canonical = (url: string) => canonicalUrl({ url } as IncomingMessage)

describe('an address', () => {
  test.each([
    ['/redis/me?after=%31', '/redis/me?after=1'],
    ['/red%69s/%6De', '/redis/me'],
    ['http://elsewhere.example/redis/me', '/redis/me'],
    ['HTTPS://elsewhere.example:1?a', '/?a'],
    ['/a%2Fb%3F%00%25%7C', '/a%2Fb%3F%00%25%7C'],
    ['/%4', '/%4'],
    ['*', '*'],
  ])('%s is %s', (url, expected) => expect(canonical(url)).toBe(expected))

  test('keeps reserved characters escaped and decodes others', () => {
    for (let code = 0; code < 256; code += 1) {
      const escaped = `%${code.toString(16).padStart(2, '0')}`
      const character = String.fromCharCode(code)
      expect(canonical(`/${escaped}`)).toBe(/[A-Za-z0-9._~-]/.test(character) ? `/${character}` : `/${escaped}`)
    }
  })
})

describe('a login at an unusually written address', () => {
  const replicas = createTestReplicas()
  afterAll(() => replicas.close())

  test.each(['/mem%6fry/login', 'http://elsewhere.example/memory/login'])('%s works', async (path) => {
    const { app } = await replicas.build()
    await app.listen({ port: 0, host: '127.0.0.1' })
    const { port } = app.server.address() as { port: number }
    const body = JSON.stringify({ username: 'alice', password: passwordOf('alice') })
    const status = await new Promise((resolve, reject) => {
      const headers = { 'content-type': 'application/json' }
      const sent = request({ host: '127.0.0.1', port, path, method: 'POST', headers }, (answer) => {
        answer.resume()
        resolve([answer.statusCode, answer.headers['set-cookie']?.[0]?.slice(0, 4)])
      })
      sent.on('error', reject)
      sent.end(body)
    })
    expect(status).toEqual([200, 'sid='])
  })
})
