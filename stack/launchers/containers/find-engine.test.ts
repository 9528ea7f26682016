import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it } from 'vitest'
import { findEngine } from './find-engine.ts'

describe('finding a container engine', () => {
  it.each([
    ['unix:///nowhere/docker.sock', /^no container engine answers at unix:\/\/\/nowhere\/docker\.sock: start Docker/],
    ['ssh://elsewhere', /^the container engine at ssh:\/\/elsewhere cannot be used/],
  ])('explains what is wrong with %s', async (address, message) => {
    await expect(findEngine(address)).rejects.toMatchObject({
      code: 'ERR_NO_ENGINE',
      message: expect.stringMatching(message),
    })
  })

  it('refuses a server that is not a container engine', async () => {
    const server = createServer((_, answer) => answer.writeHead(404).end('who?')).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    await expect(findEngine(`tcp://127.0.0.1:${port}`)).rejects.toThrow('is not a container engine (who?)')
    server.close()
  })
})
