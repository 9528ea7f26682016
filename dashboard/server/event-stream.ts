/** Server-sent events for many readers. A slow reader misses events instead of filling memory; an unchanged state is sent once. */
import type { OutgoingHttpHeaders, ServerResponse } from 'node:http'

/** A reader with more unread bytes than this gets no events until it has caught up. */
const maxUnreadBytes = 256 * 1024
/** Keeps proxies from closing an idle stream, and detects readers that are gone. */
const heartbeatMs = 15_000

/** The open streams. */
export interface EventStreams {
  /** Takes over a response. Sends `headers` and `hello` at once, then every current state. */
  open(response: ServerResponse, headers: OutgoingHttpHeaders, hello: object): void
  /** Sends an event to every reader that keeps up. */
  publish(name: string, data: object): void
  /** Sets a current state and sends it to each reader that does not have it yet. */
  publishState(name: string, data: object): void
  readonly readers: number
  /** Ends all streams; pages reconnect by themselves. */
  endAll(): void
  close(): void
}

/** Starts without readers. */
export function createEventStreams(): EventStreams {
  /** The states that each reader has received, by event name. */
  const received = new Map<ServerResponse, Map<string, string>>()
  const states = new Map<string, string>()
  const write = (response: ServerResponse, text: string) => {
    const hasRoom = response.writableLength <= maxUnreadBytes
    if (hasRoom) response.write(text)
    return hasRoom
  }
  const sendMissing = (response: ServerResponse, known: Map<string, string>) => {
    for (const [name, text] of states) {
      if (known.get(name) !== text && write(response, text)) known.set(name, text)
    }
  }
  const heartbeat = setInterval(() => {
    for (const response of received.keys()) write(response, ':\n\n')
  }, heartbeatMs)
  heartbeat.unref()
  const endAll = () => {
    for (const response of received.keys()) response.end()
    received.clear()
  }
  return {
    get readers() {
      return received.size
    },
    open(response, headers, hello) {
      response.writeHead(200, {
        ...headers,
        'content-type': 'text/event-stream',
        'cache-control': 'no-store',
      })
      response.write('retry: 300\n\n')
      write(response, eventText('hello', hello))
      const known = new Map<string, string>()
      received.set(response, known)
      sendMissing(response, known)
      response.on('close', () => received.delete(response))
    },
    publish(name, data) {
      if (received.size === 0) return
      const text = eventText(name, data)
      for (const response of received.keys()) write(response, text)
    },
    publishState(name, data) {
      states.set(name, eventText(name, data))
      for (const [response, known] of received) sendMissing(response, known)
    },
    endAll,
    close() {
      clearInterval(heartbeat)
      endAll()
    },
  }
}

// JSON escapes line breaks, so one data line holds the whole event.
const eventText = (name: string, data: object) => `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`
