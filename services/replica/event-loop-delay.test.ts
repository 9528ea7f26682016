import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { watchEventLoop } from './event-loop-delay.ts'

test('a busy event loop is seen, a quiet one is not', async () => {
  const delays = watchEventLoop()
  const late = () => delays().filter(([upTo]) => upTo > 200_000)
  await sleep(150)
  expect(delays().length).toBeGreaterThan(0)
  const until = performance.now() + 300
  while (performance.now() < until);
  await sleep(50)
  expect(late().length).toBeGreaterThan(0)
})
