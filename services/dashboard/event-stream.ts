/** Server-sent events to many readers: a slow one misses events rather than filling memory, and no event is needed twice. */
import type { ServerResponse } from 'node:http'

/** A reader that is so far behind gets nothing more until it has caught up. */
const maxBehindBytes = 256 * 1024
/** Proxies and sleeping laptops: silence must not be taken for an end, nor an end for silence. */
const heartbeatMs = 15_000

export interface EventStreams {
  /** Takes over a response; `first` is sent at once. */
  open(response: ServerResponse, first: readonly (readonly [name: string, data: object])[]): void
  send(name: string, data: object): void
  readonly readers: number
  /** Ends all streams; pages come again by themselves. */
  endAll(): void
  close(): void
}

export function createEventStreams(): EventStreams {
  const responses = new Set<ServerResponse>()
  const write = (response: ServerResponse, text: string) => {
    if (response.writableLength <= maxBehindBytes) response.write(text)
  }
  const heartbeat = setInterval(() => {
    for (const response of responses) write(response, ':\n\n')
  }, heartbeatMs)
  heartbeat.unref()
  const endAll = () => {
    for (const response of responses) response.end()
    responses.clear()
  }
  return {
    get readers() {
      return responses.size
    },
    open(response, first) {
      response.writeHead(200, {
        'content-type': 'text/event-stream',
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
      })
      response.write('retry: 300\n\n')
      for (const [name, data] of first) write(response, eventText(name, data))
      responses.add(response)
      response.on('close', () => responses.delete(response))
    },
    send(name, data) {
      if (responses.size === 0) return
      const text = eventText(name, data)
      for (const response of responses) write(response, text)
    },
    endAll,
    close() {
      clearInterval(heartbeat)
      endAll()
    },
  }
}

// JSON has no line breaks of its own, so that one line holds it all.
const eventText = (name: string, data: object) => `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`
