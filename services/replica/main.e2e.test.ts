import { once } from 'node:events'
import { Agent, get } from 'node:http'
import { type AddressInfo, connect, createServer } from 'node:net'
import { afterAll, afterEach, describe, expect, test } from 'vitest'
import { createTestReplicas } from './testing/replica.fixture.ts'
import { endReplicaProcesses, runProgram, startReplicaProcess } from './testing/replica-process.fixture.ts'

const replicas = createTestReplicas()
const environment = replicas.environment('replica-1', { memory: 'memory' })
const body = JSON.stringify({ username: 'alice', password: 'alice-password' })

afterEach(endReplicaProcesses)
afterAll(() => replicas.close())

/** Sends raw bytes and reads until the server closes the connection. */
async function exchange(port: number, bytes: string): Promise<string> {
  const socket = connect(port, '127.0.0.1').setEncoding('utf8')
  let answer = ''
  socket.on('data', (chunk) => (answer += chunk))
  socket.write(bytes)
  await once(socket, 'close')
  return answer
}

describe('a replica that stops', () => {
  test.each(['SIGTERM', 'SIGINT'] as const)('on %s answers open requests, and exits with 0', async (signal) => {
    const replica = await startReplicaProcess('main.ts', environment)
    const socket = connect(replica.port, '127.0.0.1').setEncoding('utf8')
    const head = [
      'POST /memory/login HTTP/1.1',
      'Host: lab',
      'Content-Type: application/json',
      `Content-Length: ${body.length}`,
    ]
    socket.write(`${head.join('\r\n')}\r\n\r\n${body.slice(0, 10)}`)
    await fetch(`http://127.0.0.1:${replica.port}/healthz`)
    replica.process.kill(signal)
    replica.process.kill(signal)
    setTimeout(() => socket.write(body.slice(10)), 700)
    const [answer] = await once(socket, 'data')
    expect(answer).toMatch(/^HTTP\/1.1 200 OK\r\n/)
    expect(answer).toMatch(/Connection: close/i)
    expect(await replica.exited).toBe(0)
  })

  test('first becomes not ready, then accepts no new connection', async () => {
    const replica = await startReplicaProcess('main.ts', environment)
    const origin = `http://127.0.0.1:${replica.port}`
    expect((await fetch(`${origin}/readyz`)).status).toBe(200)
    replica.process.kill('SIGTERM')
    // It answers until it stops listening, and reports that it is stopping.
    const statuses: number[] = []
    for (;;) {
      const response = await fetch(`${origin}/readyz`, { headers: { connection: 'close' } }).catch(() => undefined)
      if (!response) break
      statuses.push(response.status)
    }
    expect(statuses.at(-1)).toBe(503)
    expect(await replica.exited).toBe(0)
  })

  test('loses no request on kept-alive connections', async () => {
    const replica = await startReplicaProcess('main.ts', environment)
    const agent = new Agent({ keepAlive: true })
    const outcomes = new Set<string>()
    const ask = () =>
      new Promise<string>((resolve) => {
        get({ port: replica.port, host: '127.0.0.1', path: '/healthz', agent }, (response) =>
          response.resume().once('end', () => resolve(String(response.statusCode))),
        ).once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message))
      })
    const client = async () => {
      for (let outcome = ''; outcome !== 'ECONNREFUSED'; outcomes.add(outcome)) outcome = await ask()
    }
    const clients = Array.from({ length: 16 }, client)
    setTimeout(() => replica.process.kill('SIGTERM'), 300)
    await Promise.all(clients)
    expect([...outcomes].sort()).toEqual(['200', 'ECONNREFUSED'])
    expect(await replica.exited).toBe(0)
  })

  test('also stops if its parent ends during the start', async () => {
    expect((await runProgram('main.ts', environment, (child) => child.disconnect())).exitCode).toBe(0)
  })

  test('also stops when its parent ends', async () => {
    const replica = await startReplicaProcess('main.ts', environment)
    replica.process.disconnect()
    expect(await replica.exited).toBe(0)
  })
})

describe('a replica that cannot start', () => {
  test('prints one line for each configuration problem, and exits with 2', async () => {
    const { exitCode, output } = await runProgram('main.ts', { ...environment, LAB_SECRET: 'short', LAB_PORT: 'http' })
    expect(exitCode).toBe(2)
    expect(output.trim().split('\n')).toEqual([
      'LAB_PORT=http: must be a whole number from 0 to 65535',
      expect.stringMatching(/^LAB_SECRET=\(hidden\): /),
    ])
  })

  test('reports that its port is in use, and exits with 1', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    const { port } = other.address() as AddressInfo
    const { exitCode, output } = await runProgram('main.ts', { ...environment, LAB_PORT: String(port) })
    other.close()
    expect(exitCode).toBe(1)
    expect(output.trim()).toMatch(/^listen EADDRINUSE.*\d+$/)
  })
})

describe('a replica', () => {
  test('answers invalid HTTP with a problem document, and keeps running', async () => {
    const { port } = await startReplicaProcess('main.ts', environment)
    const cases: [string, number, string][] = [
      ['rubbish\r\n\r\n', 400, 'bad-request'],
      [`GET / HTTP/1.1\r\nHost: lab\r\nCookie: ${'x'.repeat(20_000)}\r\n\r\n`, 431, 'headers-too-large'],
      ['POST / HTTP/1.1\r\nHost: lab\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n', 400, 'bad-request'],
    ]
    for (const [bytes, status, reason] of cases) {
      const answer = await exchange(port, bytes)
      expect(answer).toContain(`HTTP/1.1 ${status} `)
      expect(answer).toMatch(/X-Replica: replica-1\r\n/)
      expect(JSON.parse(answer.split('\r\n\r\n')[1] ?? '')).toMatchObject({ status, reason })
    }
    expect((await fetch(`http://127.0.0.1:${port}/readyz`)).status).toBe(200)
  })

  test('shares users with replicas that start at the same time', async () => {
    const started = Array.from({ length: 5 }, (_, index) =>
      startReplicaProcess('main.ts', {
        ...replicas.environment(`replica-${index + 1}`, { jwt: 'jwt' }),
        LAB_DATABASE: `${replicas.database}.five`,
      }),
    )
    const ids = await Promise.all(
      (await Promise.all(started)).map(async ({ port }) => {
        const headers = { 'content-type': 'application/json' }
        const response = await fetch(`http://127.0.0.1:${port}/jwt/login`, { method: 'POST', headers, body })
        return ((await response.json()) as { user: { id: number } }).user.id
      }),
    )
    expect(ids).toEqual([1, 1, 1, 1, 1])
  })
})

describe('a replica with a planted defect', () => {
  async function meOf(port: number, cookie: string) {
    const response = await fetch(`http://127.0.0.1:${port}/memory/me`, { headers: { cookie } })
    return (await response.json()) as { name?: string; reason?: string }
  }
  async function logIn(port: number, name: string) {
    const headers = { 'content-type': 'application/json' }
    const body = JSON.stringify({ username: name, password: 'virtual-password' })
    const response = await fetch(`http://127.0.0.1:${port}/memory/login`, { method: 'POST', headers, body })
    return response.headers.getSetCookie()[0]?.split(';')[0] ?? ''
  }
  const startDefective = (defect: string) =>
    startReplicaProcess(
      'testing/defective-replica.fixture.ts',
      { ...environment, LAB_VIRTUAL_USERS: '2', LAB_VIRTUAL_PASSWORD: 'virtual-password' },
      [defect],
    )

  test('permanently loses one session in 100', async () => {
    const { port } = await startDefective('memory=forgets-sessions')
    const cookies = await Promise.all(Array.from({ length: 200 }, () => logIn(port, 'user-1')))
    const reasons = async () =>
      (await Promise.all(cookies.map((cookie) => meOf(port, cookie)))).filter(({ reason }) => reason)
    expect(await reasons()).toHaveLength(2)
    expect((await reasons()).map(({ reason }) => reason)).toEqual(['unknown-session', 'unknown-session'])
  })

  test('answers as another user about once in 100', async () => {
    const { port } = await startDefective('memory=swaps-users')
    const [first, second] = [await logIn(port, 'user-1'), await logIn(port, 'user-2')]
    let swapped = 0
    for (let n = 0; n < 150; n++) {
      if ((await meOf(port, first)).name !== 'user-1') swapped++
      if ((await meOf(port, second)).name !== 'user-2') swapped++
    }
    expect(swapped).toBe(2)
  })
})
