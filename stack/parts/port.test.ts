import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { describe, expect, it } from 'vitest'
import { loopback, onFreePort, requireFreePort } from './port.ts'

describe('port', () => {
  it('in use is an error that says what to do', async () => {
    const server = createServer().listen(0, loopback)
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    await expect(requireFreePort(port)).rejects.toMatchObject({
      code: 'ERR_PORT_IN_USE',
      message: `port ${port} is in use by another process: stop that process, choose another port, or omit --port to use a free one`,
    })
    server.close()
    await once(server, 'close')
    await requireFreePort(port)
  })

  it('taken meanwhile is replaced by another one', async () => {
    const tried: number[] = []
    const port = await onFreePort(async (candidate) => {
      tried.push(candidate)
      if (tried.length < 3) throw new Error('bind: Address already in use')
      return candidate
    })
    expect(tried).toEqual([expect.any(Number), expect.any(Number), port])
  })

  it('is tried only once where the start fails for another reason', async () => {
    let tries = 0
    const start = onFreePort(async () => {
      tries += 1
      throw new Error('no such file')
    })
    await expect(start).rejects.toThrow('no such file')
    expect(tries).toBe(1)
  })
})
