import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { until, whenReady } from '../../parts/readiness.ts'
import { type Reaper, startReaper } from '../../reaper.ts'
import { type Child, type Launch, spawnChild } from './child.ts'

describe('a child process', () => {
  let reaper: Reaper
  let launch: Launch
  let ends: string[]

  beforeEach(() => {
    ends = []
    reaper = startReaper()
    const directory = mkdtempSync(join(tmpdir(), 'child-test-'))
    reaper.send({ removeFolder: directory })
    const onEnd = (description: string) => void ends.push(description)
    launch = { directory, logs: directory, reaper, signal: new AbortController().signal, onEnd }
  })
  afterEach(() => reaper.close())

  const start = (program: string): Child =>
    spawnChild({ name: 'part', command: process.execPath, args: ['-e', program] }, launch)
  const ready = (child: Child, timeoutMs = 10_000, signal = launch.signal) =>
    whenReady(child, (over) => until(() => child.output().includes('ready'), over), { timeoutMs, signal })

  it('is ready when its output says so', async () => {
    const child = start("setTimeout(() => console.log('ready'), 50); setInterval(() => {}, 1000)")
    await ready(child)
    await child.stop('SIGTERM', 2000)
    expect(readFileSync(join(launch.logs, 'part.log'), 'utf8')).toBe('ready\n')
  })

  it('that ends before it is ready is an error with the end of its log', async () => {
    const child = start("console.error('no disk'); process.exitCode = 3")
    await expect(ready(child)).rejects.toMatchObject({
      code: 'ERR_PART_FAILED',
      message: expect.stringMatching(
        /^part does not start: it exited with status 3\. The end of its log \(.*part\.log\):\nno disk$/,
      ),
    })
  })

  it('that is never ready is an error after the time limit', async () => {
    const child = start('setInterval(() => {}, 1000)')
    await expect(ready(child, 200)).rejects.toThrow('part is not ready after 0.2 s. It wrote nothing to its log.')
  })

  it('is not waited for after the start was cancelled', async () => {
    const child = start('setInterval(() => {}, 1000)')
    await expect(ready(child, 10_000, AbortSignal.timeout(50))).rejects.toThrow('aborted due to timeout')
  })

  it('that cannot be run is an error', () => {
    expect(() => spawnChild({ name: 'part', command: '/nowhere', args: [] }, launch)).toThrow(
      'part cannot be run: /nowhere',
    )
  })

  it('is killed if it does not end in time, and may be stopped twice', async () => {
    const child = start("process.on('SIGTERM', () => {}); console.log('ready'); setInterval(() => {}, 1000)")
    await ready(child)
    await child.stop('SIGTERM', 100)
    await child.stop('SIGTERM', 100)
    expect(await child.ended).toBe('was killed by SIGKILL')
  })

  it('receives SIGTERM although it is paused', async () => {
    const child = start(
      "process.on('SIGTERM', () => process.exit(4)); console.log('ready'); setInterval(() => {}, 1000)",
    )
    await ready(child)
    child.signal('SIGSTOP')
    await child.stop('SIGTERM', 10_000)
    expect(await child.ended).toBe('exited with status 4')
  })

  it('reports its end, unless it was stopped', async () => {
    await start('process.exitCode = 7').ended
    expect(ends).toEqual(['part exited with status 7'])
    const child = start('setInterval(() => {}, 1000)')
    await child.stop('SIGTERM', 2000)
    expect(ends).toHaveLength(1)
  })
})
