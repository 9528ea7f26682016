import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { askRedis, readAnswer } from './redis-question.ts'

describe("Redis's answer", () => {
  it.each([
    ['+OK\r\n', 'OK'],
    [':42\r\n', 42],
    ['$5\r\na\r\nbc\r\n', 'a\r\nbc'],
    ['$-1\r\n', null],
    ['*-1\r\n', null],
    ['*0\r\n', []],
    ['*3\r\n$6\r\nmaster\r\n:7\r\n*1\r\n$1\r\nx\r\n', ['master', 7, ['x']]],
  ])('%j is understood, and only when it is there whole', (text, answer) => {
    expect(readAnswer(text)).toEqual({ answer, end: text.length })
    for (let length = 0; length < text.length; length += 1) expect(readAnswer(text.slice(0, length))).toBeUndefined()
  })

  it('that is an error is thrown', () => expect(() => readAnswer('-ERR no such\r\n')).toThrow('ERR no such'))
})

describe('a question', () => {
  const servers: ReturnType<typeof createServer>[] = []
  afterEach(() => servers.splice(0).map((server) => server.close()))
  async function addressOf(answer: (write: (text: string) => void, close: () => void) => void): Promise<string> {
    const server = createServer((socket) => {
      socket.on('data', () =>
        answer(
          (text) => socket.write(text),
          () => socket.end(),
        ),
      )
    }).listen(0, '127.0.0.1')
    servers.push(server)
    await once(server, 'listening')
    return `127.0.0.1:${(server.address() as AddressInfo).port}`
  }

  it('is answered, also in pieces', async () => {
    const address = await addressOf((write) => {
      write('$4\r\nPO')
      setTimeout(() => write('NG\r\n'), 20)
    })
    expect(await askRedis(address, ['PING'])).toBe('PONG')
  })

  it('that is not answered says so, whatever the reason', async () => {
    const address = await addressOf((_write, close) => close())
    await expect(askRedis(address, ['PING'])).rejects.toThrow(`PING to ${address}: closed without an answer`)
    await expect(askRedis(await addressOf(() => {}), ['PING'], 50)).rejects.toThrow('no answer for 50 ms')
    await expect(askRedis(await addressOf((write) => write('-ERR no\r\n')), ['X'])).rejects.toThrow('ERR no')
    await expect(askRedis('127.0.0.1:1', ['PING'])).rejects.toThrow('ECONNREFUSED')
  })
})
