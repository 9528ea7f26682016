import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, describe, expect, it } from 'vitest'
import { type Child, spawnChild } from '../launchers/processes/child.ts'
import { startReaper } from '../reaper.ts'
import { createPart } from './part.ts'

const directory = mkdtempSync(join(tmpdir(), 'part-test-'))
const reaper = startReaper()
const launch = { directory, logs: directory, reaper, signal: new AbortController().signal, onEnd: () => {} }
afterAll(async () => {
  await reaper.close()
  rmSync(directory, { recursive: true })
})

/** A part that is a real process, and ready some time after it was started. */
async function sleepingPart(readyAfterMs: number) {
  const children: Child[] = []
  const run = async () => {
    const child = spawnChild({ name: 'sleep', command: 'sleep', args: ['60'] }, launch)
    children.push(child)
    await sleep(readyAfterMs)
    return child
  }
  const part = createPart(await run(), run)
  return { part, isRunning: () => children.some(({ hasEnded }) => !hasEnded), starts: () => children.length }
}

describe('a part', () => {
  it('that is killed while it starts stays dead until it is started again, 50 of 50', async () => {
    const { part, isRunning } = await sleepingPart(5)
    const survivors: number[] = []
    for (let round = 0; round < 50; round += 1) {
      await part.kill()
      const start = part.start()
      await sleep(round % 8) // Before, while and after it becomes ready.
      await part.kill()
      await start
      if (isRunning()) survivors.push(round)
    }
    expect(survivors).toEqual([])
    await part.start()
    expect(isRunning()).toBe(true)
    await part.kill()
  })

  it('is started once by two starts at the same time', async () => {
    const { part, starts } = await sleepingPart(5)
    await part.kill()
    await Promise.all([part.start(), part.start()])
    expect(starts()).toBe(2)
    await part.kill()
  })

  it('can be started again after a start that failed', async () => {
    const { part: first } = await sleepingPart(0)
    await first.kill()
    let tries = 0
    const dead = { hasEnded: true } as Child
    const part = createPart(dead, async () => {
      tries += 1
      if (tries === 1) throw new Error('the disk is full')
      return dead
    })
    await expect(part.start()).rejects.toThrow('the disk is full')
    await part.start()
    expect(tries).toBe(2)
  })
})
