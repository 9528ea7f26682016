/** Requests at which nginx and a replica could disagree where one ends and the next begins: nginx lets none of them through. */
import { connect } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { ambiguous, next, statusesOf, strange, tooMuch } from './raw-requests.fixture.ts'
import { type RunningNginx, startNginx } from './running-nginx.fixture.ts'

let nginx: RunningNginx
beforeAll(async () => {
  nginx = await startNginx([{ name: 'memory', policy: 'round-robin' }])
})
afterAll(() => nginx.stop())
beforeEach(() => {
  nginx.seen.length = 0
})
const pathsSeen = () => nginx.seen.map(({ path }) => path)

describe('a request that could be read in two ways', () => {
  it.each(Object.entries(ambiguous))('is refused, and nothing of it reaches a replica: %s', async (_name, request) => {
    // One answer, and nginx hangs up: what else came on the connection is not taken for a request of anybody.
    expect(await statusesOf(nginx.port, request + next)).toEqual([400])
    expect(pathsSeen()).toEqual([])
  })
})

describe('a request that is too much', () => {
  it.each(Object.entries(tooMuch))(
    'is refused, and nothing of it reaches a replica: %s',
    async (_name, [bytes, allowed]) => {
      const [status, ...others] = await statusesOf(nginx.port, bytes + next)
      expect(allowed).toContain(status)
      expect(others).toEqual([])
      expect(pathsSeen()).toEqual([])
    },
  )
})

describe('a request that is merely strange', () => {
  it.each(Object.entries(strange))('is one request to both, and so is the next: %s', async (_name, request) => {
    expect(await statusesOf(nginx.port, request + next)).toEqual([200, 200])
    expect(pathsSeen()).toEqual(['/memory/me', '/memory/next'])
  })
})

describe('a body that comes slowly', () => {
  it('occupies no replica: it is handed on when it is whole, and once', async () => {
    const socket = connect(nginx.port, '127.0.0.1')
    socket.write('POST /memory/cart HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhalf')
    expect(await statusesOf(nginx.port, next)).toEqual([200])
    expect(pathsSeen()).toEqual(['/memory/next'])
    const answered = new Promise((resolve) => socket.once('data', resolve))
    socket.write(' more')
    socket.write('.')
    await answered
    socket.destroy()
    expect(pathsSeen()).toEqual(['/memory/next', '/memory/cart'])
  })

  it('is forgotten where its client goes', async () => {
    const socket = connect(nginx.port, '127.0.0.1')
    socket.write('POST /memory/cart HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhalf')
    expect(await statusesOf(nginx.port, next)).toEqual([200])
    socket.destroy()
    expect(await statusesOf(nginx.port, next)).toEqual([200])
    expect(pathsSeen()).toEqual(['/memory/next', '/memory/next'])
  })
})
