/** Counts what goes over a connection to Redis, across reconnects. */
import type { Redis } from 'ioredis'
import type { StoreStatus } from './strategy.ts'

type Command = Parameters<Redis['sendCommand']>[0]
type Stream = Redis['stream']

/**
 * Counts a command each time it is written to the socket: one that waits for a connection is not yet counted, one that is
 * sent again after a reconnect is counted twice.
 *
 * @param client a connection that has not been made yet
 * @returns the totals so far
 */
export function countTraffic(client: Redis): () => StoreStatus {
  let commands = 0
  const ended = { sent: 0, received: 0 }
  let stream: Stream | undefined

  const counted = new WeakSet<Command>()
  const sendCommand = client.sendCommand.bind(client)
  client.sendCommand = (command, ...to) => {
    if (!counted.has(command)) {
      counted.add(command)
      const write = command.toWritable.bind(command)
      command.toWritable = (socket) => {
        commands += 1
        return write(socket)
      }
    }
    return sendCommand(command, ...to)
  }

  client.on('connect', () => {
    const connected = client.stream
    stream = connected
    connected.once('close', () => {
      ended.sent += connected.bytesWritten
      ended.received += connected.bytesRead
      if (stream === connected) stream = undefined
    })
  })

  return () => ({
    commands,
    bytesSent: ended.sent + (stream?.bytesWritten ?? 0),
    bytesReceived: ended.received + (stream?.bytesRead ?? 0),
  })
}
