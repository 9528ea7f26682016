/** Commands of the lab in a pipe whose reader leaves before the end. */

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'

const program = join(import.meta.dirname, '..', '..', 'lab.ts')
let out: string
let shell: ChildProcess | undefined
beforeAll(async () => {
  out = await mkdtemp(join(tmpdir(), 'lab-reader-'))
})
afterAll(() => rm(out, { recursive: true }))
/** Where a test has failed, its lab may not have ended. */
afterEach(async () => {
  if (shell?.pid === undefined || shell.stderr?.closed) return
  process.kill(-shell.pid)
  await once(shell, 'close')
})

/** Runs `lab … | reader` in a shell. What stands on its standard error is what the lab said there, and its exit status. */
function piped(args: readonly string[], { reader = 'true', joined = '' } = {}): Promise<string> {
  const line = `{ "$@" ${joined}; echo "status $?" >&3; } 3>&2 | ${reader}`
  const child = spawn('sh', ['-c', line, 'sh', process.execPath, program, ...args], {
    cwd: out,
    stdio: ['ignore', 'ignore', 'pipe'],
    detached: true,
  })
  shell = child
  return text(child.stderr)
}

describe.skipIf(process.platform === 'win32')('a reader that leaves early', () => {
  it.each([['--help'], ['run --help'], ['list'], ['doctor'], ['capacity']])(
    'of lab %s hears no complaint, and the shell is told by 141',
    async (words) => {
      expect(await piped(words.split(' '))).toBe('status 141\n')
    },
  )

  it('of all that lab prints changes nothing', async () => {
    expect(await piped(['list'], { reader: 'cat' })).toBe('status 0\n')
  })

  it.skipIf(!existsSync('/dev/full'))('is not what a full disk is taken for', async () => {
    expect(await piped(['list'], { joined: '> /dev/full' })).toMatch(/ENOSPC.*status 2\n$/s)
  })

  it('of the progress of a run ends it in good order, with what was recorded', async () => {
    const args = ['run', '--duration', '1', '--trials', '100', '--modes', 'memory']
    expect(await piped(args, { reader: 'grep -m 1 warm-up', joined: '2>&1' })).toBe('status 141\n')
    const report = await readFile(join(out, 'results/session-mismatch/latest/report.json'), 'utf8')
    expect(JSON.parse(report)).toMatchObject({ interruption: 'interrupted' })
  })
})
