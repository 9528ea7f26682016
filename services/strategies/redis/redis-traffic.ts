/** Counts what goes over a connection to Redis, across reconnects. */
import type { Redis } from 'ioredis'
import type { StoreStatus } from '../strategy.ts'

type Stream = Redis['stream']

/**
 * Counts a command each time it is written to the socket: one that waits for a connection is not yet counted, one that is
 * sent again after a reconnect is counted twice. ioredis writes each by a call of its own, as long as nobody makes pipelines.
 *
 * @param client a connection that has not been made yet
 * @returns the totals so far
 */
export function countTraffic(client: Redis): () => StoreStatus {
  let commands = 0
  const ended = { sent: 0, received: 0 }
  /** The last one: it stays the client's until the next, also when it is closed. */
  let watched: Stream | undefined
  let open: Stream | undefined

  function watch(connected: Stream): void {
    watched = open = connected
    const write = connected.write.bind(connected) as (...written: unknown[]) => boolean
    connected.write = (...written: unknown[]) => {
      commands += 1
      return write(...written)
    }
    connected.once('close', () => {
      ended.sent += connected.bytesWritten
      ended.received += connected.bytesRead
      if (open === connected) open = undefined
    })
  }

  // Whatever is written, the first command of a handshake too, comes by here before.
  const sendCommand = client.sendCommand.bind(client)
  client.sendCommand = (command, ...to) => {
    if (client.stream && client.stream !== watched) watch(client.stream)
    return sendCommand(command, ...to)
  }

  return () => ({
    commands,
    bytesSent: ended.sent + (open?.bytesWritten ?? 0),
    bytesReceived: ended.received + (open?.bytesRead ?? 0),
  })
}
