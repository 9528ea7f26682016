/** The memory that the data in a Redis use: all its memory without the buffers of current connections. */
import { sendRedisCommand } from './redis-command.ts'

/** Buffers of clients, copies and the append-only file: their size depends on the load, not on the data. */
const buffers = ['mem_clients_normal', 'mem_clients_slaves', 'mem_aof_buffer', 'mem_replication_backlog']

/** @returns bytes; undefined where Redis does not answer, or lacks a figure */
export async function redisDataBytes(address: string): Promise<number | undefined> {
  const info = await sendRedisCommand(address, ['INFO', 'memory']).catch(() => undefined)
  return typeof info === 'string' ? dataBytes(info) : undefined
}

/** @param info the reply to `INFO memory`. @returns bytes; undefined where the reply lacks a figure */
export function dataBytes(info: string): number | undefined {
  const [used, ...others] = ['used_memory', ...buffers].map((name) => {
    const [, digits] = new RegExp(`^${name}:(\\d+)\\r?$`, 'm').exec(info) ?? []
    return digits === undefined ? Number.NaN : Number(digits)
  })
  const bytes = others.reduce((rest, buffer) => rest - buffer, used as number)
  return Number.isNaN(bytes) ? undefined : bytes
}
