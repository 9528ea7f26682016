import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { createPart } from './part.ts'
import type { RunningPart } from './running-part.ts'

/** A process that needs a moment to be ready, as a replica does. */
async function startSleeper(started: ChildProcess[]): Promise<RunningPart> {
  const child = spawn('sleep', ['60'])
  started.push(child)
  const ended = once(child, 'exit').then(() => 'ended')
  await sleep(Math.random() * 20)
  return {
    ended,
    get hasEnded() {
      return child.exitCode !== null || child.signalCode !== null
    },
    signal: async (signal) => void child.kill(signal),
    stop: async (signal) => {
      child.kill(signal)
      await ended
    },
  } as Partial<RunningPart> as RunningPart
}

const alive = (started: readonly ChildProcess[]) =>
  started.filter(({ exitCode, signalCode }) => exitCode === null && signalCode === null).length

describe('a part', () => {
  it('that is killed while it starts stays dead until it is started again, 50 of 50', async () => {
    for (let round = 0; round < 50; round += 1) {
      const started: ChildProcess[] = []
      const part = createPart(await startSleeper(started), () => startSleeper(started))
      await part.kill()
      const starting = part.start()
      await sleep(Math.random() * 15)
      await part.kill()
      await starting
      expect(alive(started), `round ${round}`).toBe(0)
      await part.start()
      expect(alive(started)).toBe(1)
      await part.stop()
      expect([alive(started), started.length]).toEqual([0, 3])
    }
  })

  it('starts once, however often it is asked, and can be killed after a start that failed', async () => {
    const started: ChildProcess[] = []
    let fails = false
    const part = createPart(await startSleeper(started), () =>
      fails ? Promise.reject(new Error('does not start')) : startSleeper(started),
    )
    await part.start()
    expect(started.length).toBe(1)
    await part.kill()
    await Promise.all([part.start(), part.start(), part.start()])
    expect([started.length, alive(started)]).toEqual([2, 1])
    await part.kill()
    fails = true
    await expect(part.start()).rejects.toThrow('does not start')
    await part.kill()
    expect(alive(started)).toBe(0)
  })
})
