/** Server-sent events to many readers: a slow one misses events rather than filling memory, and nobody is told twice how things are. */
import type { ServerResponse } from 'node:http'

/** A reader that is so far behind gets nothing more until it has caught up. */
const maxBehindBytes = 256 * 1024
/** Proxies and sleeping laptops: silence must not be taken for an end, nor an end for silence. */
const heartbeatMs = 15_000

export interface EventStreams {
  /** Takes over a response; `hello` is sent at once, then how things are. */
  open(response: ServerResponse, hello: object): void
  /** Tells what has happened: whoever misses it has missed it. */
  send(name: string, data: object): void
  /** Tells how something is now; of each reader only if he does not know. */
  tell(name: string, data: object): void
  readonly readers: number
  /** Ends all streams; pages come again by themselves. */
  endAll(): void
  close(): void
}

export function createEventStreams(): EventStreams {
  /** What each reader was told last, by its name. */
  const told = new Map<ServerResponse, Map<string, string>>()
  /** How things are. */
  const now = new Map<string, string>()
  const write = (response: ServerResponse, text: string) => {
    const hasRoom = response.writableLength <= maxBehindBytes
    if (hasRoom) response.write(text)
    return hasRoom
  }
  const bring = (response: ServerResponse, known: Map<string, string>) => {
    for (const [name, text] of now) {
      if (known.get(name) !== text && write(response, text)) known.set(name, text)
    }
  }
  const heartbeat = setInterval(() => {
    for (const response of told.keys()) write(response, ':\n\n')
  }, heartbeatMs)
  heartbeat.unref()
  const endAll = () => {
    for (const response of told.keys()) response.end()
    told.clear()
  }
  return {
    get readers() {
      return told.size
    },
    open(response, hello) {
      response.writeHead(200, {
        'content-type': 'text/event-stream',
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
      })
      response.write('retry: 300\n\n')
      write(response, eventText('hello', hello))
      const known = new Map<string, string>()
      told.set(response, known)
      bring(response, known)
      response.on('close', () => told.delete(response))
    },
    send(name, data) {
      if (told.size === 0) return
      const text = eventText(name, data)
      for (const response of told.keys()) write(response, text)
    },
    tell(name, data) {
      now.set(name, eventText(name, data))
      for (const [response, known] of told) bring(response, known)
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
