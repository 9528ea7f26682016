import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { DashboardStack } from './stack-watch.ts'
import { type StackWatch, watchStack } from './stack-watch.ts'

let page: object
let server: Server
let origin: string
let done: Promise<void>
let watch: StackWatch
let nowMs: number
beforeEach(async () => {
  server = createServer((_request, response) => response.end(JSON.stringify(page)))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  done = Promise.resolve()
  nowMs = 0
  page = statusPage(7, 0, 0)
  const stack: DashboardStack = {
    replicas: [{ name: 'replica-1', statusOrigin: origin }],
    hasRedis: true,
    act: () => done,
  }
  watch = watchStack(stack, () => nowMs)
})
afterEach(() => void server.close())

const statusPage = (pid: number, cpuMicros: number, commands: number) => ({
  pid,
  cpuMicros: { user: cpuMicros, system: 0 },
  memoryBytes: { rss: 100.4 * 2 ** 20 },
  modes: { memory: { sessions: 3 }, redis: { sessions: null, store: { commands } } },
})
const first = async () => (await watch.poll()).replicas[0]

describe('the parts of the stack', () => {
  it('have the values of their status pages', async () => {
    expect(await first()).toEqual({
      name: 'replica-1',
      state: 'up',
      pid: 7,
      sessions: { memory: 3, redis: null },
      memoryMegabytes: 100,
    })
  })

  it('have CPU and Redis rates between two polls, unless the process was replaced', async () => {
    await watch.poll()
    nowMs = 2_000
    page = statusPage(7, 500_000, 30)
    const { replicas, redis } = await watch.poll()
    expect(replicas[0]?.cpuPercent).toBe(25)
    expect(redis).toEqual({ state: 'up', commandsPerSecond: 15 })
    page = statusPage(8, 10, 0)
    nowMs = 3_000
    expect(await first()).not.toHaveProperty('cpuPercent')
  })

  it('have the state of the last action, during it and after it', async () => {
    const { promise, resolve } = Promise.withResolvers<void>()
    done = promise
    const killed = watch.act({ verb: 'kill', replica: 'replica-1' })
    expect((await first())?.state).toBe('stopping')
    resolve()
    await killed
    expect(await first()).toEqual({ name: 'replica-1', state: 'down', sessions: {} })
    await watch.act({ verb: 'start', replica: 'replica-1' })
    expect((await first())?.state).toBe('up')
    await watch.act({ verb: 'pause', redis: true })
    expect((await watch.poll()).redis?.state).toBe('paused')
  })

  it('keep their state after a failed action', async () => {
    done = Promise.reject(new Error('no'))
    await expect(watch.act({ verb: 'pause', replica: 'replica-1' })).rejects.toThrow('no')
    expect((await first())?.state).toBe('up')
  })

  it('are silent when they were not stopped and do not answer', async () => {
    server.close()
    server.closeAllConnections()
    expect(await first()).toEqual({ name: 'replica-1', state: 'silent', sessions: {} })
  })

  it('keep their pid while they are silent', async () => {
    await watch.poll()
    server.close()
    server.closeAllConnections()
    expect(await first()).toEqual({ name: 'replica-1', state: 'silent', pid: 7, sessions: {} })
    await watch.act({ verb: 'kill', replica: 'replica-1' })
    expect(await first()).toEqual({ name: 'replica-1', state: 'down', sessions: {} })
  })

  it('are down after a failed restart', async () => {
    done = Promise.reject(new Error('its port is taken'))
    await expect(watch.act({ verb: 'restart', replica: 'replica-1' })).rejects.toThrow('its port is taken')
    expect((await first())?.state).toBe('down')
  })

  it('are starting during a restore and up after it', async () => {
    await watch.act({ verb: 'kill', replica: 'replica-1' })
    await watch.act({ verb: 'pause', redis: true })
    const { promise, resolve } = Promise.withResolvers<void>()
    done = promise
    const restored = watch.act({ verb: 'restore' })
    expect((await watch.poll()).redis?.state).toBe('starting')
    resolve()
    await restored
    expect(await watch.poll()).toMatchObject({ replicas: [{ state: 'up' }], redis: { state: 'up' } })
  })
})
