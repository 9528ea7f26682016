/** What the data in a Redis take of its memory: what it uses, but for what hangs on who is connected at the moment. */
import { sendRedisCommand } from './redis-command.ts'

/** Buffers of clients, copies and files: they come and go with the load, whatever is stored. */
const buffers = ['mem_clients_normal', 'mem_clients_slaves', 'mem_aof_buffer', 'mem_replication_backlog']

/** @returns undefined where it does not answer, or does not tell */
export async function redisDataBytes(address: string): Promise<number | undefined> {
  const info = await sendRedisCommand(address, ['INFO', 'memory']).catch(() => undefined)
  return typeof info === 'string' ? dataBytes(info) : undefined
}

/** @param info the answer to `INFO memory`; @returns undefined where it lacks a figure */
export function dataBytes(info: string): number | undefined {
  const [used, ...others] = ['used_memory', ...buffers].map((name) => {
    const [, digits] = new RegExp(`^${name}:(\\d+)\\r?$`, 'm').exec(info) ?? []
    return digits === undefined ? Number.NaN : Number(digits)
  })
  const bytes = others.reduce((rest, buffer) => rest - buffer, used as number)
  return Number.isNaN(bytes) ? undefined : bytes
}
