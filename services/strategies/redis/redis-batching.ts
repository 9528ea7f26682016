/** Command batching: sends all commands of one event-loop turn to Redis in one system call instead of one each. */
import type { Redis } from 'ioredis'

/**
 * A replica under load reads several requests in one turn. Their commands are sent at the end of the turn, and Redis answers
 * them together too. A request that is alone in its turn waits only until it is read.
 */
export function batchCommands(client: Redis): void {
  client.on('connect', () => {
    const { stream } = client
    const write = stream.write.bind(stream) as (...written: unknown[]) => boolean
    let batching = false
    stream.write = (...written: unknown[]) => {
      if (!batching) {
        batching = true
        stream.cork()
        setImmediate(() => {
          batching = false
          stream.uncork()
        })
      }
      return write(...written)
    }
  })
}
