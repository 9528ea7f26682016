import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Engine, engineAt } from './engine.ts'

describe('an engine', () => {
  const folder = mkdtempSync(join(tmpdir(), 'engine test-'))
  const socket = join(folder, 'engine.sock')
  let server: Server
  let engine: Engine
  beforeAll(async () => {
    server = createServer(async (request, response) => {
      const body = Buffer.concat(await request.toArray()).toString()
      const { method, url } = request
      if (url === '/nothing') response.writeHead(204).end()
      else if (url === '/progress') response.end('{"status":"1"}\n{"status":"2"}\n')
      else if (url === '/silent') return
      else if (url === '/no') response.writeHead(409).end('{"message":"not now"}')
      else response.end(JSON.stringify({ method, url, body: body && JSON.parse(body) }))
    })
    server.on('upgrade', (_request, stream) => {
      stream.write('HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\nfirst ')
      stream.pipe(stream)
    })
    server.listen(socket)
    await once(server, 'listening')
    engine = engineAt(`unix://${encodeURI(socket)}`)
  })
  afterAll(() => {
    server.close()
    rmSync(folder, { recursive: true })
  })

  it('sends a request and parses the answer', async () => {
    expect(await engine.ask('POST', '/x?y=1', { z: 2 })).toEqual({ method: 'POST', url: '/x?y=1', body: { z: 2 } })
    expect(await engine.ask('DELETE', '/x')).toEqual({ method: 'DELETE', url: '/x', body: '' })
  })

  it('returns undefined for an empty answer and for a sequence of objects', async () => {
    expect(await engine.ask('POST', '/nothing')).toBeUndefined()
    expect(await engine.ask('POST', '/progress')).toBeUndefined()
  })

  it('throws the status and message of the engine', async () => {
    await expect(engine.ask('GET', '/no')).rejects.toMatchObject({ status: 409, message: 'not now' })
    await expect(engineAt('unix:///nowhere').ask('GET', '/no')).rejects.toMatchObject({ code: 'ENOENT' })
  })

  it('is given up where it stays without an answer', async () => {
    const impatient = engineAt(`unix://${encodeURI(socket)}`, 50)
    await expect(impatient.ask('GET', '/silent')).rejects.toThrow(/did not answer GET \/silent within 0\.05 s/)
  })

  it('opens a stream and loses none of its bytes', async () => {
    const stream = await engine.open('/attach')
    stream.end('second')
    expect(Buffer.concat(await stream.toArray()).toString()).toBe('first second')
  })
})
