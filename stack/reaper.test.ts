import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { constants, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type Reaper, startReaper } from './reaper.ts'

describe('the reaper', () => {
  let reaper: Reaper
  beforeEach(() => {
    reaper = startReaper()
  })
  afterEach(() => reaper.close())

  it('ends a watched process when it is closed', async () => {
    const child = startSleeper()
    reaper.send({ watchGroup: child.pid })
    await reaper.close()
    expect(await child.end).toBe('SIGTERM')
  })

  it('ends the children of a watched process', async () => {
    const child = startSleeper('node:child_process', "spawn('sleep', ['60'], { stdio: 'inherit' })")
    reaper.send({ watchGroup: child.pid })
    await child.started
    await reaper.close()
    expect(() => process.kill(-child.pid, 0)).toThrow('ESRCH')
  })

  it('kills a process that ignores SIGTERM', async () => {
    const child = startSleeper('node:process', "on('SIGTERM', () => {})")
    await child.started
    reaper.send({ watchGroup: child.pid })
    await reaper.close()
    expect(await child.end).toBe('SIGKILL')
  })

  it('does not end a process after `forget`', async () => {
    const child = startSleeper()
    reaper.send({ watchGroup: child.pid })
    reaper.send({ forgetGroup: child.pid })
    await reaper.close()
    expect(process.kill(child.pid, 0)).toBe(true)
    process.kill(child.pid, 'SIGKILL')
  })

  it('removes a folder and its content', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'reaper-test-'))
    writeFileSync(join(folder, 'file'), '')
    reaper.send({ removeFolder: folder })
    await reaper.close()
    expect(existsSync(folder)).toBe(false)
  })

  it('ignores the signals of a terminal', async () => {
    const child = startSleeper()
    reaper.send({ watchGroup: child.pid })
    const signals = ['SIGINT', 'SIGHUP', 'SIGTERM'] as const
    await hasHandlers(reaper.pid, signals)
    for (const signal of signals) process.kill(reaper.pid, signal)
    await reaper.close()
    expect(await child.end).toBe('SIGTERM')
  })

  it('may be closed twice', async () => {
    await reaper.close()
    await reaper.close()
  })
})

/** Starts a process with a process group of its own that calls a function of a module, then waits. */
function startSleeper(module = 'node:process', call = 'cwd()') {
  const program = `require('${module}').${call}; console.log('ready'); setInterval(() => {}, 1000)`
  const child = spawn(process.execPath, ['-e', program], { detached: true, stdio: ['ignore', 'pipe', 'ignore'] })
  const end = once(child, 'exit').then(([, signal]) => signal)
  return { pid: child.pid ?? 0, started: once(child.stdout, 'data'), end }
}

/** Resolves when the process has installed handlers for the signals; on systems without /proc, after a while. */
async function hasHandlers(pid: number, signals: readonly NodeJS.Signals[]): Promise<void> {
  if (process.platform !== 'linux') return void (await new Promise((resolve) => setTimeout(resolve, 1500)))
  await vi.waitFor(
    () => {
      const [, caught] = /^SigCgt:\s*([\da-f]+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
      const bits = BigInt(`0x${caught}`)
      for (const signal of signals) expect((bits >> BigInt(constants.signals[signal] - 1)) & 1n).toBe(1n)
    },
    { timeout: 60_000 },
  )
}
