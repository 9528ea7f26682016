/** Request smuggling: requests whose end nginx and a replica could read differently. nginx forwards none of them. */
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
  it.each(Object.entries(ambiguous))('is refused and does not reach a replica: %s', async (_name, request) => {
    // nginx sends one response and closes the connection, so it reads no second request from the remaining bytes.
    expect(await statusesOf(nginx.port, request + next)).toEqual([400])
    expect(pathsSeen()).toEqual([])
  })
})

describe('a request that exceeds a limit', () => {
  it.each(Object.entries(tooMuch))('is refused and does not reach a replica: %s', async (_name, [bytes, allowed]) => {
    const [status, ...others] = await statusesOf(nginx.port, bytes + next)
    expect(allowed).toContain(status)
    expect(others).toEqual([])
    expect(pathsSeen()).toEqual([])
  })
})

describe('an unusual but unambiguous request', () => {
  it.each(Object.entries(strange))(
    'is one request for nginx and for the replica, and so is the next: %s',
    async (_name, request) => {
      expect(await statusesOf(nginx.port, request + next)).toEqual([200, 200])
      expect(pathsSeen()).toEqual(['/memory/me', '/memory/next'])
    },
  )
})

describe('a body that arrives slowly', () => {
  it('occupies no replica: nginx forwards it once, when it is complete', async () => {
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

  it('is dropped if its client disconnects', async () => {
    const socket = connect(nginx.port, '127.0.0.1')
    socket.write('POST /memory/cart HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhalf')
    expect(await statusesOf(nginx.port, next)).toEqual([200])
    socket.destroy()
    expect(await statusesOf(nginx.port, next)).toEqual([200])
    expect(pathsSeen()).toEqual(['/memory/next', '/memory/next'])
  })
})
