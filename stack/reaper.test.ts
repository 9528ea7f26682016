import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Guard, startGuard } from './reaper.ts'

describe('guard', () => {
  let guard: Guard
  beforeEach(() => {
    guard = startGuard()
  })
  afterEach(() => guard.close())

  it('ends a watched process once it is closed', async () => {
    const child = startSleeper()
    guard.tell({ watch: child.pid })
    await guard.close()
    expect(await child.end).toBe('SIGTERM')
  })

  it('ends what the watched process has started', async () => {
    const child = startSleeper('node:child_process', "spawn('sleep', ['60'], { stdio: 'inherit' })")
    guard.tell({ watch: child.pid })
    await child.said
    await guard.close()
    expect(() => process.kill(-child.pid, 0)).toThrow('ESRCH')
  })

  it('kills a process that does not end when asked to', async () => {
    const child = startSleeper('node:process', "on('SIGTERM', () => {})")
    await child.said
    guard.tell({ watch: child.pid })
    await guard.close()
    expect(await child.end).toBe('SIGKILL')
  })

  it('leaves a forgotten process alone', async () => {
    const child = startSleeper()
    guard.tell({ watch: child.pid })
    guard.tell({ forget: child.pid })
    await guard.close()
    expect(process.kill(child.pid, 0)).toBe(true)
    process.kill(child.pid, 'SIGKILL')
  })

  it('removes a folder with all that is in it, but none that is to be kept', async () => {
    const [removed, kept] = [newFolder(), newFolder()]
    for (const folder of [removed, kept]) guard.tell({ remove: folder })
    guard.tell({ keep: kept })
    await guard.close()
    expect([existsSync(removed), existsSync(kept)]).toEqual([false, true])
    rmSync(kept, { recursive: true })
  })

  it('outlives the signals of a terminal', async () => {
    const child = startSleeper()
    guard.tell({ watch: child.pid })
    await new Promise((resolve) => setTimeout(resolve, 1500)) // It takes a moment to start.
    for (const signal of ['SIGINT', 'SIGHUP', 'SIGTERM'] as const) process.kill(guard.pid, signal)
    await guard.close()
    expect(await child.end).toBe('SIGTERM')
  })

  it('may be closed twice', async () => {
    await guard.close()
    await guard.close()
  })
})

/** A process of its own group that waits, after it has run a function of a module, and says so. */
function startSleeper(module = 'node:process', call = 'cwd()') {
  const program = `require('${module}').${call}; console.log('ready'); setInterval(() => {}, 1000)`
  const child = spawn(process.execPath, ['-e', program], { detached: true, stdio: ['ignore', 'pipe', 'ignore'] })
  const end = once(child, 'exit').then(([, signal]) => signal)
  return { pid: child.pid ?? 0, said: once(child.stdout, 'data'), end }
}

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'guard-test-'))
  writeFileSync(join(folder, 'file'), '')
  return folder
}
