import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

const lockModule = join(import.meta.dirname, 'lock.cjs')

describe('lock', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'lock-test-'))
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  /** A process that appends `(` and `)` to a file while it holds the lock. */
  const startWorker = () => {
    const program = `
      const append = (text) => require('node:fs').appendFileSync(${JSON.stringify(join(folder, 'trace'))}, text)
      require(${JSON.stringify(lockModule)}).withLock(${JSON.stringify(join(folder, 'lock'))}, () => {
        append('(')
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100)
        append(')')
      })`
    return spawn(process.execPath, ['-e', program], { stdio: 'ignore' })
  }

  it('lets one process at a time work', async () => {
    await Promise.all([startWorker(), startWorker(), startWorker()].map((worker) => once(worker, 'exit')))
    expect(readFileSync(join(folder, 'trace'), 'utf8')).toBe('()()()')
    expect(existsSync(join(folder, 'lock'))).toBe(false)
  })

  it('is taken over from a process that died with it', async () => {
    const { pid } = spawnSync(process.execPath, ['--version'])
    symlinkSync(`${pid}`, join(folder, 'lock'))
    await once(startWorker(), 'exit')
    expect(readFileSync(join(folder, 'trace'), 'utf8')).toBe('()')
  })
})
