/** Sends single commands to a Redis or a Sentinel, each on a connection of its own. */

/** A reply as ioredis returns it. */
export type RedisReply = string | number | null | readonly RedisReply[]

/**
 * @param address `host:port`
 * @throws Error where there is no reply in time, or the reply is an error; the message names command and address
 */
export async function sendRedisCommand(
  address: string,
  [name = '', ...args]: readonly string[],
  timeoutMs = 1000,
): Promise<RedisReply> {
  // Loaded only when it is needed: most stacks start without asking their Redis anything.
  const { Redis } = await import('ioredis')
  const [host = '', port] = address.split(':')
  const redis = new Redis({
    host,
    port: Number(port),
    lazyConnect: true,
    connectTimeout: timeoutMs,
    commandTimeout: timeoutMs,
    retryStrategy: () => null,
    enableReadyCheck: false, // It sends INFO, and would wait for a Redis that is loading its data.
    disableClientInfo: true,
    protocol: 2, // Without HELLO, and with flat arrays from the Sentinel.
  })
  let connectionError: Error | undefined
  redis.on('error', (error: Error) => {
    connectionError = error
  })
  try {
    await redis.connect()
    return (await redis.call(name, ...args)) as RedisReply
  } catch (error) {
    const cause = connectionError ?? (error as Error)
    throw new Error(`${[name, ...args].join(' ')} to ${address}: ${cause.message}`, { cause })
  } finally {
    redis.disconnect()
  }
}
