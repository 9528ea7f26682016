import type { ServerResponse } from 'node:http'
import { PassThrough } from 'node:stream'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createEventStreams, type EventStreams } from './event-stream.ts'

let streams: EventStreams
beforeEach(() => {
  streams = createEventStreams()
})
afterEach(() => streams.close())

/** A reader that reads nothing until `read` is called; `read` returns what arrived since the previous call. */
function open(): { read(): string } {
  const response = Object.assign(new PassThrough(), { writeHead: () => {} })
  streams.open(response as unknown as ServerResponse, {}, { boot: 'b' })
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
  it('starts with the current states', () => {
    streams.publishState('load', { ratePerSecond: 1 })
    streams.publishState('load', { ratePerSecond: 2 })
    expect(open().read()).toBe(`retry: 300\n\nevent: hello\ndata: {"boot":"b"}\n\n${load(2)}`)
  })

  it('sends a state only when it has changed', () => {
    const { read } = open()
    read()
    streams.publishState('load', { ratePerSecond: 1 })
    expect(read()).toBe(load(1))
    streams.publishState('load', { ratePerSecond: 1 })
    expect(read()).toBe('')
    streams.publishState('load', { ratePerSecond: 2 })
    expect(read()).toBe(load(2))
  })

  it('sends every event, also an equal one', () => {
    const { read } = open()
    read()
    streams.publish('requests', { count: 1 })
    streams.publish('requests', { count: 1 })
    expect(read()).toBe('event: requests\ndata: {"count":1}\n\n'.repeat(2))
  })

  it('sends the current states to a slow reader once it has caught up', () => {
    const { read } = open()
    for (let n = 0; n < 40; n += 1) streams.publish('requests', { text: 'x'.repeat(10_000) })
    streams.publishState('load', { ratePerSecond: 1 })
    expect(read()).not.toContain('event: load')
    streams.publishState('load', { ratePerSecond: 1 })
    expect(read()).toBe(load(1))
  })
})
