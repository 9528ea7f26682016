import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { sendRedisCommand } from './redis-command.ts'

describe('a single Redis command', () => {
  const servers: ReturnType<typeof createServer>[] = []
  const sockets = new Set<Socket>()
  afterEach(() => {
    for (const socket of sockets) socket.destroy()
    for (const server of servers.splice(0)) server.close()
  })
  /** A server that reacts to each command; returns its address. */
  async function listen(onCommand: (socket: Socket, text: string) => void): Promise<string> {
    const server = createServer((socket) => {
      sockets.add(socket)
      socket.on('data', (bytes) => onCommand(socket, `${bytes}`))
    }).listen(0, '127.0.0.1')
    servers.push(server)
    await once(server, 'listening')
    return `127.0.0.1:${(server.address() as AddressInfo).port}`
  }

  it('returns the reply, and sends nothing else', async () => {
    const received: string[] = []
    const address = await listen((socket, text) => {
      received.push(text)
      socket.write('*3\r\n$6\r\nmaster\r\n:7\r\n*1\r\n$1\r\nx\r\n')
    })
    expect(await sendRedisCommand(address, ['ROLE'])).toEqual(['master', 7, ['x']])
    expect(received).toEqual(['*1\r\n$4\r\nROLE\r\n'])
  })

  it('fails with the reason, the command and the address', async () => {
    const closing = await listen((socket) => socket.end())
    await expect(sendRedisCommand(closing, ['PING'])).rejects.toThrow(`PING to ${closing}: Connection is closed`)
    const silent = await listen(() => {})
    await expect(sendRedisCommand(silent, ['PING'], 50)).rejects.toThrow(`PING to ${silent}: Command timed out`)
    const refusing = await listen((socket) => socket.write('-ERR no\r\n'))
    await expect(sendRedisCommand(refusing, ['X', 'y'])).rejects.toThrow(`X y to ${refusing}: ERR no`)
    await expect(sendRedisCommand('127.0.0.1:1', ['PING'])).rejects.toThrow(/^PING to 127\.0\.0\.1:1: .*ECONNREFUSED/)
  })
})
