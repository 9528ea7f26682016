/** Sends the commands of one turn of the event loop to Redis together: one system call, where each had its own. */
import type { Redis } from 'ioredis'

/**
 * A replica under load reads several requests in one turn. Their questions to Redis leave when all are read, so nobody waits
 * for more than that; Redis answers them together too. A request that is alone has its question sent as soon as it is read.
 */
export function gatherWrites(client: Redis): void {
  client.on('connect', () => {
    const { stream } = client
    const write = stream.write.bind(stream) as (...written: unknown[]) => boolean
    let gathering = false
    stream.write = (...written: unknown[]) => {
      if (!gathering) {
        gathering = true
        stream.cork()
        setImmediate(() => {
          gathering = false
          stream.uncork()
        })
      }
      return write(...written)
    }
  })
}
