import { expect, it } from 'vitest'
import { dataBytes } from './redis-memory.ts'

const info = [
  '# Memory',
  'used_memory:2000000',
  'used_memory_human:1.91M',
  'mem_replication_backlog:1000',
  'mem_clients_slaves:20000',
  'mem_clients_normal:300000',
  'mem_aof_buffer:4',
  '',
].join('\r\n')

it('counts the memory of Redis without the buffers of its connections', () => {
  expect(dataBytes(info)).toBe(1_678_996)
})

it('returns undefined where a figure is missing', () => {
  expect(dataBytes(info.replace('mem_clients_normal', 'mem_of_clients'))).toBeUndefined()
  expect(dataBytes('')).toBeUndefined()
})
