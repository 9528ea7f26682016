/** The responses that a real nginx gives itself, without a replica. */
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type RunningNginx, startNginx } from '../running-nginx.fixture.ts'

let nginx: RunningNginx

beforeAll(async () => {
  nginx = await startNginx([{ name: 'memory', policy: 'round-robin' }])
})

afterAll(() => nginx.stop())

/** Sends bytes that `fetch` would not send, and reads the whole response. */
async function send(head: string, body = ''): Promise<{ head: string; body: string }> {
  const socket = connect(nginx.port, '127.0.0.1')
  socket.write(`${head}\nConnection: close\n\n`.replaceAll('\n', '\r\n') + body)
  const answer = await text(socket)
  const end = answer.indexOf('\r\n\r\n')
  return { head: answer.slice(0, end), body: answer.slice(end + 4) }
}

const long = 'x'.repeat(17_000)
const large = 'x'.repeat(70_000)

describe('a problem document answers', () => {
  it.each([
    [404, 'no-such-route', 'an unknown path', 'GET /nowhere HTTP/1.1\nHost: a'],
    [404, 'no-such-route', 'a PUT to an unknown mode', 'PUT /nowhere/me HTTP/1.1\nHost: a\nContent-Length: 0'],
    [404, 'no-such-route', 'the path that nginx itself uses', 'GET /problem HTTP/1.1\nHost: a'],
    [400, 'malformed-request', 'a missing host', 'GET /memory/me HTTP/1.1'],
    [400, 'malformed-request', 'a request line that makes no sense', 'nonsense'],
    [405, 'method-not-allowed', 'TRACE', 'TRACE /memory/me HTTP/1.1\nHost: a'],
    [413, 'body-too-large', 'a large body', 'POST /memory/me HTTP/1.1\nHost: a\nContent-Length: 70000', large],
    [413, 'body-too-large', 'a large body in a PUT', 'PUT /memory/me HTTP/1.1\nHost: a\nContent-Length: 70000', large],
    [414, 'path-too-long', 'a long path', `GET /memory/${long} HTTP/1.1\nHost: a`],
    [431, 'headers-too-large', 'large headers', `GET /memory/me HTTP/1.1\nHost: a\nCookie: ${long}`],
    [501, 'not-implemented', 'a strange encoding', 'POST /memory/me HTTP/1.1\nHost: a\nTransfer-Encoding: magic'],
    [505, 'http-version-not-supported', 'a strange version', 'GET /memory/me HTTP/3.0\nHost: a'],
  ])('with %i %s to %s', async (status, reason, _what, request, requestBody = '') => {
    const { head, body } = await send(request, requestBody)
    expect(head).toMatch(new RegExp(`^HTTP/1.1 ${status} `))
    expect(head).toMatch(/^content-type: application\/problem\+json$/im)
    expect(JSON.parse(body)).toEqual({ status, reason, title: expect.any(String) })
    expect(nginx.seen).toEqual([])
  })

  it('with 502 no-replica to every method while all replicas are dead', async () => {
    await Promise.all(nginx.replicas.map((replica) => replica.stop()))
    for (const method of ['GET', 'POST', 'PUT', 'DELETE']) {
      expect(await nginx.send('/memory/me', { method })).toMatchObject({ status: 502, reason: 'no-replica' })
    }
    await Promise.all(nginx.replicas.map((replica) => replica.start()))
  })
})

it('answers /healthz itself', async () => {
  expect((await send('GET /healthz HTTP/1.1\nHost: a')).body).toBe('{"status":"ok"}')
})

it('redirects from /memory to /memory/ on the client’s port', async () => {
  expect((await send('GET /memory HTTP/1.1\nHost: a')).head).toMatch(/^location: \/memory\/$/im)
})
