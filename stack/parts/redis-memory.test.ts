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

it('counts what Redis uses, without the buffers of whoever is connected', () => {
  expect(dataBytes(info)).toBe(1_678_996)
})

it('says nothing where a figure is missing, rather than too much', () => {
  expect(dataBytes(info.replace('mem_clients_normal', 'mem_of_clients'))).toBeUndefined()
  expect(dataBytes('')).toBeUndefined()
})
