import { EventEmitter } from 'node:events'
import { Writable } from 'node:stream'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Redis } from 'ioredis'
import { expect, test } from 'vitest'
import { batchCommands } from './redis-batching.ts'

/** A connection that records what arrives in each write. */
function connection() {
  const arrived: string[] = []
  const note = (texts: string[], done: () => void) => {
    arrived.push(texts.join(''))
    done()
  }
  const stream = new Writable({
    write: (chunk, _encoding, done) => note([`${chunk}`], done),
    writev: (chunks, done) =>
      note(
        chunks.map(({ chunk }) => `${chunk}`),
        done,
      ),
  })
  const client = Object.assign(new EventEmitter(), { stream })
  batchCommands(client as unknown as Redis)
  client.emit('connect')
  return { stream, arrived }
}

test('commands of one event-loop turn arrive together, in order, and no later than the next turn', async () => {
  const { stream, arrived } = connection()
  for (let turn = 0; turn < 3; turn += 1) {
    for (const command of ['a', 'b', 'c']) stream.write(`${command}${turn} `)
    expect(arrived).toHaveLength(turn)
    await nextTurn()
  }
  expect(arrived).toEqual(['a0 b0 c0 ', 'a1 b1 c1 ', 'a2 b2 c2 '])
})
