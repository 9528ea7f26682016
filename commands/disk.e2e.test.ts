/** What the commands say of a disk that is full, or that cannot be written to. */

import { spawn } from 'node:child_process'
import { cpSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it, type TestContext } from 'vitest'
import { type Disk, mountDisk } from '../tests/disk.fixture.ts'

const project = join(import.meta.dirname, '..')
const program = join(project, 'lab.ts')
let disk: Disk | undefined
afterEach(() => {
  disk?.unmount()
  disk = undefined
})

function mounted(size: '1m' | '8m', { skip }: TestContext): Disk {
  disk = mountDisk(size)
  return disk ?? skip('mounting is not permitted')
}

function node(cwd: string, ...args: string[]) {
  const child = spawn(process.execPath, args, { cwd, env: { ...process.env, npm_execpath: '' } })
  let [stdout, stderr] = ['', '']
  child.stdout.on('data', (chunk) => (stdout += chunk))
  child.stderr.on('data', (chunk) => (stderr += chunk))
  return new Promise<{ status: number | null; stdout: string; stderr: string }>((resolve) =>
    child.on('close', (status) => resolve({ status, stdout, stderr })),
  )
}

const lab = (...args: string[]) => node(project, program, ...args)

describe('a full disk', () => {
  it('ends a run in one clear line, and what was recorded can be reported', async (context) => {
    const { folder } = mounted('1m', context)
    const run = await lab('run', '--modes', 'memory', '--trials', '20', '--duration', '5', '--out', folder)
    expect(run.stderr).toMatch(
      /^cannot (write|record) .*: the disk is full \(.*\): free space there, or choose another folder with --out; the run ends/m,
    )
    expect(run.stderr).toMatch(
      /^lab: cannot write the report to .*: the disk is full .*: free space .* run npx lab report /m,
    )
    expect(run.stderr).not.toMatch(/^ +at |internal error/m)
    expect(run.stdout).toMatch(/the run ended early/)
    expect(run.stdout).not.toMatch(/^Report: /m)
    expect(run.status).toBe(2)

    const recorded = join(folder, 'session-mismatch', 'latest')
    const onFullDisk = await lab('report', recorded)
    expect(onFullDisk.stdout).toMatch(/the run ended early/)
    expect(onFullDisk.stderr).toMatch(/^lab: cannot write the report to .*: the disk is full \(ENOSPC\): free space/)
    expect(onFullDisk.status).toBe(2)
    expect(readdirSync(recorded).filter((name) => name.endsWith('.new'))).toEqual([])

    rmSync(join(recorded, 'logs'), { recursive: true })
    const again = await lab('report', recorded)
    expect(again.stdout).toMatch(/the run ended early.*^Report: .*report\.html$/ms)
    expect(again.stderr).toBe('')
    expect(readdirSync(recorded)).toContain('report.html')
  })

  it('is what lab doctor calls missing, with what to do', async (context) => {
    const { folder } = mounted('8m', context)
    const { stdout, status } = await lab('doctor', '--out', join(folder, 'results'))
    expect(stdout).toMatch(
      /^FAIL +results +.*: 8 MB free, at least 200 MB are needed: free space there, or choose another folder with --out$/m,
    )
    expect(status).toBe(2)
  })
})

describe('a read-only folder', () => {
  it('is refused by lab run in one clear line', async (context) => {
    const { folder, makeReadOnly } = mounted('1m', context)
    makeReadOnly()
    const { stderr, status } = await node(folder, program, 'run', '--modes', 'memory')
    expect(stderr).toMatch(/^lab: cannot write results to .*: the file system is read-only \(EROFS\): .*--out\n$/)
    expect(status).toBe(2)
  })

  it('is what lab doctor calls missing, though the permissions allow all', async (context) => {
    const { folder, makeReadOnly } = mounted('1m', context)
    makeReadOnly()
    const { stdout, status } = await node(folder, program, 'doctor')
    expect(stdout).toMatch(/^FAIL +results +cannot write to results: the file system is read-only \(EROFS\): .*--out$/m)
    expect(status).toBe(2)
  })

  it('as the clone is refused by the set-up in one clear line', async (context) => {
    const { folder, makeReadOnly } = mounted('8m', context)
    for (const name of ['bin', 'package.json', 'package-lock.json'])
      cpSync(join(project, name), join(folder, name), { recursive: true })
    makeReadOnly()
    for (const entry of ['lab.cjs', 'setup.cjs']) {
      const { stderr, status } = await node(folder, join(folder, 'bin', entry))
      expect(stderr).toMatch(
        /^setup: cannot install the packages into .*: the file system is read-only \(EROFS\): make it writable, .*\n$/,
      )
      expect(status).toBe(2)
    }
  })
})

describe('a folder with enough space', () => {
  it('is what lab doctor says it is, and is not made', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'doctor-'))
    const { stdout } = await lab('doctor', '--out', join(folder, 'a/b'))
    expect(stdout).toMatch(/^ok +results +.*a\/b: can be written to, [\d,]+ MB free$/m)
    expect(readdirSync(folder)).toEqual([])
    writeFileSync(join(folder, 'file'), '')
    const file = await lab('doctor', '--out', join(folder, 'file'))
    expect(file.stdout).toMatch(/^FAIL +results +cannot write to .*file: ENOTDIR/m)
    rmSync(folder, { recursive: true })
  })
})
