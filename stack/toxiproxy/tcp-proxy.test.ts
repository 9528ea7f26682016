import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { buffer } from 'node:stream/consumers'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { startProxy, type TcpProxy } from './tcp-proxy.ts'
import type { Toxic } from './toxics.ts'

/** Answers every byte with the same byte, and the end with the end; notes what it has received. */
async function startEcho() {
  const sockets = new Set<Socket>()
  let received = ''
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    sockets.add(socket)
    socket.on('error', () => {}).once('close', () => sockets.delete(socket))
    socket.on('data', (bytes) => {
      received += bytes
    })
    socket.pipe(socket)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    received: () => received,
    connections: () => sockets.size,
    async stop() {
      server.close()
      for (const socket of sockets) socket.destroy()
      await once(server, 'close')
    },
  }
}

let echo: Awaited<ReturnType<typeof startEcho>>
let proxy: TcpProxy
const clients: Socket[] = []
beforeEach(async () => {
  echo = await startEcho()
  proxy = await startProxy({ name: 'replica-1', upstream: echo.address, random: () => 1 })
})
afterEach(async () => {
  for (const client of clients.splice(0)) client.destroy()
  await proxy.close()
  await echo.stop()
})

async function enter(): Promise<Socket> {
  const [host, port] = proxy.address.split(':') as [string, string]
  const client = connect({ host, port: Number(port), allowHalfOpen: true })
  clients.push(client)
  await once(client, 'connect')
  client.on('error', () => {}) // Tests that expect an error check it themselves.
  return client
}

async function say(client: Socket, text: string): Promise<string> {
  client.write(text)
  let answer = ''
  while (answer.length < text.length) answer += (await once(client, 'data'))[0]
  return answer
}

/** How a connection ends: the error's code, or `closed`. */
const endOf = (client: Socket) =>
  once(client, 'close').then(
    () => 'closed',
    (error: NodeJS.ErrnoException) => error.code,
  )

async function elapsedMs(action: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now()
  await action()
  return performance.now() - startedAt
}

const anHour = 3_600_000

describe('proxy', () => {
  it('forwards both directions, and ends each one separately', async () => {
    const client = await enter()
    expect(await say(client, 'hello')).toBe('hello')
    client.end('goodbye')
    expect(`${await buffer(client)}`).toBe('goodbye')
    await vi.waitFor(() => expect(echo.connections()).toBe(0))
  })

  it('closes and refuses connections while it is disabled, and listens at the same address again', async () => {
    const client = await enter()
    await say(client, 'hello')
    const { address } = proxy
    const cut = once(client, 'end')
    await proxy.disable()
    await cut
    expect(proxy.enabled).toBe(false)
    await expect(enter()).rejects.toMatchObject({ code: 'ECONNREFUSED' })
    await proxy.enable()
    expect(proxy).toMatchObject({ enabled: true, address })
    expect(await say(await enter(), 'again')).toBe('again')
  })

  it('resets a client where the upstream refuses', async () => {
    await echo.stop()
    const client = await enter()
    expect(await endOf(client)).toBe('ECONNRESET')
    echo = await startEcho()
  })

  it('may be enabled, disabled and closed twice, also concurrently', async () => {
    await Promise.all([proxy.disable(), proxy.disable(), proxy.enable(), proxy.enable()])
    expect(await say(await enter(), 'hello')).toBe('hello')
    await Promise.all([proxy.close(), proxy.close()])
    await expect(proxy.enable()).rejects.toThrow('proxy replica-1 is closed for good')
  })

  it('leaves no socket and no timer behind', async () => {
    const parts = (kind: RegExp) => process.getActiveResourcesInfo().filter((name) => kind.test(name)).length
    await vi.waitFor(() => expect(parts(/^TCPSocket/)).toBe(0)) // Those of other tests.
    const servers = parts(/^TCPServer/)
    const [set, cleared] = [vi.spyOn(globalThis, 'setTimeout'), vi.spyOn(globalThis, 'clearTimeout')]
    const other = await startProxy({ name: 'other', upstream: echo.address })
    other.addToxic({ type: 'latency', stream: 'upstream', attributes: { latency: anHour } })
    other.addToxic({ type: 'timeout', attributes: { timeout: anHour } })
    const [host, port] = other.address.split(':') as [string, string]
    const client = connect(Number(port), host)
    client.write('hello')
    await vi.waitFor(() => expect(echo.connections()).toBe(1))
    const timers = set.mock.results.filter((_, call) => (set.mock.calls[call]?.[1] ?? 0) > anHour / 2)
    expect(timers).toHaveLength(2)
    await Promise.all([other.close(), once(client, 'close')])
    for (const { value } of timers) expect(cleared).toHaveBeenCalledWith(value)
    vi.restoreAllMocks()
    await vi.waitFor(() => expect(parts(/^TCPSocket/)).toBe(0))
    expect(parts(/^TCPServer/)).toBe(servers)
  })
})

describe('toxic latency', () => {
  it.each(['upstream', 'downstream'] as const)('delays data that goes %s, by latency and jitter', async (stream) => {
    proxy.addToxic({ type: 'latency', stream, attributes: { latency: 40, jitter: 30 } })
    const client = await enter()
    expect(await elapsedMs(() => say(client, 'hello'))).toBeGreaterThanOrEqual(70)
  })

  it('acts on existing connections, and forwards held data when it is removed', async () => {
    const client = await enter()
    await say(client, 'before')
    proxy.addToxic({ name: 'slow', type: 'latency', stream: 'upstream', attributes: { latency: anHour } })
    const answer = say(client, 'held')
    expect(echo.received()).toBe('before')
    proxy.removeToxic('slow')
    expect(await answer).toBe('held')
    expect(await say(client, 'after')).toBe('after')
  })

  it('never changes the order of bytes, whatever its jitter', async () => {
    proxy.addToxic({ type: 'latency', stream: 'upstream', attributes: { latency: 4, jitter: 4 } })
    proxy.addToxic({ type: 'latency', stream: 'downstream', attributes: { latency: 4, jitter: 4 } })
    const chunks = fc.array(fc.uint8Array({ minLength: 1, maxLength: 2000 }), { maxLength: 12 })
    await fc.assert(
      fc.asyncProperty(chunks, async (sent) => {
        const client = await enter()
        for (const chunk of sent) client.write(chunk)
        client.end()
        expect(await buffer(client)).toEqual(Buffer.concat(sent))
      }),
      { numRuns: 25 },
    )
  })
})

describe('toxic bandwidth', () => {
  it('forwards no more than its rate in kilobytes per second', async () => {
    proxy.addToxic({ type: 'bandwidth', attributes: { rate: 100 } })
    const client = await enter()
    const sent = Buffer.alloc(30_000, 'abcdefg')
    client.end(sent)
    expect(await elapsedMs(async () => expect(await buffer(client)).toEqual(sent))).toBeGreaterThanOrEqual(250)
  })

  it('forwards the rest at once when it is removed', async () => {
    const name = proxy.addToxic({ type: 'bandwidth', attributes: { rate: 0.01 } })
    const client = await enter()
    const sent = Buffer.alloc(100_000, 'abcdefg') // Would take hours.
    client.end(sent)
    const arrived = buffer(client)
    await once(client, 'data')
    proxy.removeToxic(name)
    expect(await arrived).toEqual(sent)
  })
})

describe('toxic timeout', () => {
  it('drops all data and forwards the end', async () => {
    proxy.addToxic({ type: 'timeout', attributes: { timeout: 0 } })
    const client = await enter()
    client.end('lost')
    expect(`${await buffer(client)}`).toBe('')
    expect(echo.received()).toBe('lost')
  })

  it('closes an idle connection after its timeout', async () => {
    const client = await enter()
    await say(client, 'hello')
    const wait = elapsedMs(() => once(client.resume(), 'end'))
    proxy.addToxic({ type: 'timeout', stream: 'upstream', attributes: { timeout: 60 } })
    expect(await wait).toBeGreaterThanOrEqual(59)
    await vi.waitFor(() => expect(echo.connections()).toBe(0))
  })

  it('drops data that another toxic holds; when removed, it closes the connection that lost bytes', async () => {
    const client = await enter()
    await say(client, 'hello')
    proxy.addToxic({ type: 'latency', stream: 'downstream', attributes: { latency: anHour } })
    client.write('held')
    await vi.waitFor(() => expect(echo.received()).toBe('helloheld'))
    const cut = buffer(client)
    const name = proxy.addToxic({ type: 'timeout', stream: 'upstream', attributes: { timeout: 0 } })
    client.write('lost')
    client.end()
    await vi.waitFor(() => expect(echo.connections()).toBe(0))
    proxy.removeToxic(name)
    expect(`${await cut}`).toBe('')
    expect(echo.received()).toBe('helloheld')
  })

  it('does not close a connection without lost bytes when it is removed', async () => {
    const client = await enter()
    await say(client, 'hello')
    const name = proxy.addToxic({ type: 'timeout', attributes: { timeout: anHour } })
    proxy.removeToxic(name)
    expect(await say(client, 'still here')).toBe('still here')
  })
})

describe('toxic reset_peer', () => {
  it.each([
    ['upstream', 'is not received', ''],
    ['downstream', 'is received, and the answer is lost', 'request'],
  ] as const)('resets at the first data that goes %s: the request %s', async (stream, _what, received) => {
    proxy.addToxic({ type: 'reset_peer', stream, attributes: { timeout: 30 } })
    const client = await enter()
    const wait = elapsedMs(async () => expect(await endOf(client)).toBe('ECONNRESET'))
    client.write('request')
    expect(await wait).toBeGreaterThanOrEqual(29)
    expect(echo.received()).toBe(received)
  })

  it('has no effect after it is removed', async () => {
    const name = proxy.addToxic({ type: 'reset_peer', attributes: {} })
    const client = await enter()
    client.write('hello')
    await endOf(client)
    proxy.removeToxic(name)
    expect(await say(await enter(), 'again')).toBe('again')
  })
})

describe('an invalid toxic', () => {
  it.each([
    [{ type: 'flood', attributes: {} }, 'unknown toxic flood: choose from latency, bandwidth, timeout, reset_peer'],
    [{ type: 'latency', attributes: {} }, 'toxic latency: latency must be 0 or more, but is undefined'],
    [{ type: 'latency', attributes: { latency: -1 } }, 'latency must be 0 or more, but is -1'],
    [{ type: 'latency', attributes: { latency: 1, speed: 2 } }, 'unknown attribute speed: choose from latency, jitter'],
    [{ type: 'bandwidth', attributes: { rate: 0 } }, 'toxic bandwidth: rate must be more than 0, but is 0'],
    [{ type: 'timeout', attributes: { timeout: 'soon' } }, 'toxic timeout: timeout must be 0 or more, but is soon'],
    [{ type: 'timeout', stream: 'sideways', attributes: { timeout: 0 } }, 'stream is upstream or downstream'],
  ])('is refused: %j', (toxic, message) => {
    expect(() => proxy.addToxic(toxic as Toxic)).toThrow(message)
  })

  it('is refused where its name is taken, and cannot be removed where it does not exist', () => {
    expect(proxy.addToxic({ type: 'latency', attributes: { latency: 0 } })).toBe('latency_downstream')
    expect(() => proxy.addToxic({ type: 'latency', attributes: { latency: 0 } })).toThrow(
      'proxy replica-1 has a toxic latency_downstream already',
    )
    expect(() => proxy.removeToxic('slow')).toThrow('proxy replica-1 has no toxic slow')
  })
})
