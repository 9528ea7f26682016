import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const project = join(import.meta.dirname, '..')

/** A replacement of lab.ts that prints its Node version and does what its first argument says. */
const program = `
const [what, ...rest]: string[] = process.argv.slice(2)
if (what === 'wait') {
  process.on('SIGINT', () => process.exit(42))
  process.once('disconnect', () => process.exit(43))
  setTimeout(() => {}, 60_000)
}
console.log(JSON.stringify({ node: process.version, rest }))
if (what === 'exit') process.exit(Number(rest[0]))
if (what === 'die') process.kill(process.pid, 'SIGTERM')
`

describe('command lab', () => {
  let copy: string

  beforeAll(() => {
    copy = mkdtempSync(join(tmpdir(), 'lab-test-'))
    for (const name of ['bin', 'package.json', 'package-lock.json']) {
      cpSync(join(project, name), join(copy, name), { recursive: true })
    }
    symlinkSync(join(project, 'node_modules'), join(copy, 'node_modules'))
    writeFileSync(join(copy, 'lab.ts'), program)
  })
  afterAll(() => rmSync(copy, { recursive: true, force: true }))

  const run = (...args: string[]) =>
    spawnSync(process.execPath, [join(copy, 'bin', 'lab.cjs'), ...args], { encoding: 'utf8' })

  async function startWaiting(): Promise<ChildProcess> {
    const lab = spawn(process.execPath, [join(copy, 'bin', 'lab.cjs'), 'wait'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    if (lab.stdout) await once(lab.stdout, 'data')
    return lab
  }

  it('runs lab.ts with its arguments on a Node that is new enough', () => {
    const { node, rest } = JSON.parse(run('go', '--trials', 'a b').stdout)
    expect(rest).toEqual(['--trials', 'a b'])
    expect(Number.parseInt(node.slice(1), 10)).toBeGreaterThanOrEqual(24)
  })

  it('keeps the exit status', () => {
    expect(run('exit', '7').status).toBe(7)
  })

  it('ends by the signal that ended lab.ts', () => {
    expect(run('die').signal).toBe('SIGTERM')
  })

  it('forwards signals', async () => {
    const lab = await startWaiting()
    const exited = once(lab, 'exit')
    lab.kill('SIGINT')
    expect(await exited).toEqual([42, null])
  })

  it('ends lab.ts when it is killed itself', async () => {
    const lab = await startWaiting()
    const closed = lab.stdout && once(lab.stdout.resume(), 'close')
    lab.kill('SIGKILL')
    await closed // Both processes hold the pipe: it closes when lab.ts has ended, too.
  })

  it('refuses a Node that is too old', () => {
    const demanding = join(copy, 'demanding')
    mkdirSync(demanding)
    cpSync(join(copy, 'bin'), join(demanding, 'bin'), { recursive: true })
    symlinkSync(join(project, 'node_modules'), join(demanding, 'node_modules'))
    cpSync(join(copy, 'package-lock.json'), join(demanding, 'package-lock.json'))
    const description = JSON.parse(readFileSync(join(copy, 'package.json'), 'utf8'))
    writeFileSync(join(demanding, 'package.json'), JSON.stringify({ ...description, engines: { node: '>=99.1' } }))
    const { status, stderr } = spawnSync(process.execPath, [join(demanding, 'bin', 'lab.cjs')], { encoding: 'utf8' })
    expect(status).toBe(2)
    expect(stderr).toMatch(/^setup: the lab needs Node 99\.1 or newer, this one is \d+\.\d+\.\d+.*then try again\n$/)
  })
})
