import type { ServerResponse } from 'node:http'
import { PassThrough } from 'node:stream'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createEventStreams, type EventStreams } from './event-stream.ts'

let streams: EventStreams
beforeEach(() => {
  streams = createEventStreams()
})
afterEach(() => streams.close())

/** A reader who takes nothing before he is asked what has come since the last time. */
function open(): { read(): string } {
  const response = Object.assign(new PassThrough(), { writeHead: () => {} })
  streams.open(response as unknown as ServerResponse, { boot: 'b' })
  return {
    read: () => {
      let text = ''
      for (let chunk = response.read(); chunk !== null; chunk = response.read()) text += chunk
      return text
    },
  }
}
const load = (ratePerSecond: number) => `event: load\ndata: {"ratePerSecond":${ratePerSecond}}\n\n`

describe('a stream of events', () => {
  it('begins with how things are', () => {
    streams.tell('load', { ratePerSecond: 1 })
    streams.tell('load', { ratePerSecond: 2 })
    expect(open().read()).toBe(`retry: 300\n\nevent: hello\ndata: {"boot":"b"}\n\n${load(2)}`)
  })

  it('tells how things are only where they have changed', () => {
    const { read } = open()
    read()
    streams.tell('load', { ratePerSecond: 1 })
    expect(read()).toBe(load(1))
    streams.tell('load', { ratePerSecond: 1 })
    expect(read()).toBe('')
    streams.tell('load', { ratePerSecond: 2 })
    expect(read()).toBe(load(2))
  })

  it('tells all that happens, though it has happened before', () => {
    const { read } = open()
    read()
    streams.send('requests', { count: 1 })
    streams.send('requests', { count: 1 })
    expect(read()).toBe('event: requests\ndata: {"count":1}\n\n'.repeat(2))
  })

  it('tells a reader who was too far behind how things are once he has caught up', () => {
    const { read } = open()
    for (let n = 0; n < 40; n += 1) streams.send('requests', { text: 'x'.repeat(10_000) })
    streams.tell('load', { ratePerSecond: 1 })
    expect(read()).not.toContain('event: load')
    streams.tell('load', { ratePerSecond: 1 })
    expect(read()).toBe(load(1))
  })
})
