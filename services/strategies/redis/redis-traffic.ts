/** Counts commands and bytes on a connection to Redis, across reconnects. */
import type { Redis } from 'ioredis'
import type { StoreStatus } from '../strategy.ts'

type Stream = Redis['stream']

/**
 * Counts a command each time it is written to the socket: a command that waits for a connection is not counted yet, one that
 * is sent again after a reconnect counts twice. ioredis calls `write` once for each command, as long as there are no pipelines.
 *
 * @param client a client that has not connected yet
 * @returns the totals so far
 */
export function countTraffic(client: Redis): () => StoreStatus {
  let commands = 0
  const ended = { sent: 0, received: 0 }
  /** The last stream: the client keeps it, even when closed, until it has the next. */
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

  // Every command passes here before it is written, the first one of a handshake included.
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
