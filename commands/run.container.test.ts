/** The command line with a stack in containers: Ctrl-C in the middle of a run. */
import { spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { engineFor, listLabResources } from '../stack/launchers/containers/engine.fixture.ts'
import type { Engine } from '../stack/launchers/containers/engine.ts'

const found = await engineFor('lab.container.test.ts')
const engine = found as Engine

describe.skipIf(!found)('lab run --launcher containers', () => {
  const out = mkdtempSync(join(tmpdir(), 'lab-containers-test-'))
  afterAll(() => rmSync(out, { recursive: true }))

  it('ends at Ctrl-C with a clear line and status 130, keeps what was recorded, and leaves nothing behind', async () => {
    const args = ['run', '--launcher', 'containers', '--modes', 'memory', '--trials', '50', '--out', out]
    const lab = spawn(process.execPath, [join(import.meta.dirname, '..', 'lab.ts'), ...args])
    let [stdout, stderr] = ['', '']
    lab.stdout.on('data', (chunk) => (stdout += chunk))
    lab.stderr.on('data', (chunk) => {
      stderr += chunk
      if (stderr.includes('trial 2') && !stderr.includes('interrupted')) lab.kill('SIGINT')
    })
    const status = await new Promise((resolve) => lab.on('close', resolve))
    expect(status, stderr).toBe(130)
    expect(stderr).toContain('interrupted: stopping the stack, keeping what was recorded')
    expect(stdout).toContain('the run ended early (interrupted)')
    expect(readdirSync(join(out, 'session-mismatch', 'latest'))).toContain('report.html')
    expect(await listLabResources(engine, out)).toEqual([])
  })
})
