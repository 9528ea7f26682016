/** The command line as a newcomer meets it: what it prints, what it refuses, and how it ends. */

import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const program = join(import.meta.dirname, '..', 'lab.ts')
let out: string
beforeAll(async () => {
  out = await mkdtemp(join(tmpdir(), 'lab-e2e-'))
})
afterAll(() => rm(out, { recursive: true }))

interface Ended {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
}

function start(
  args: readonly string[],
  environment: NodeJS.ProcessEnv = {},
): { child: ChildProcess; ended: Promise<Ended> } {
  const child = spawn(process.execPath, [program, ...args], { cwd: out, env: { ...process.env, ...environment } })
  let [stdout, stderr] = ['', '']
  child.stdout.on('data', (chunk) => (stdout += chunk))
  child.stderr.on('data', (chunk) => (stderr += chunk))
  return { child, ended: new Promise((resolve) => child.on('close', (status) => resolve({ status, stdout, stderr }))) }
}

const lab = (...args: string[]) => start(args).ended
const quick = ['--modes', 'memory,jwt', '--trials', '1', '--duration', '0.1']

describe('lab run', () => {
  it('prints prediction beside measurement, writes the report, and exits by its verdict', async () => {
    const { status, stdout } = await lab('run', ...quick, '--replicas', '2', '--set', 'load.minOperations=3000')
    expect(stdout).toMatch(/memory +frozen .* 50\.0% +as pred\./)
    expect(stdout).toMatch(/Verdict: pass/)
    expect(stdout).toMatch(/Try next:\n {2}npx lab run kill-a-replica .*\n {2}npx lab workshop .*\n$/)
    expect(status).toBe(0)
    const path = /^Report: (.*)\/report.html$/m.exec(stdout)?.[1] as string
    const report = JSON.parse(await readFile(join(out, path, 'report.json'), 'utf8'))
    expect(report).toMatchObject({
      schema: 'lab-report/3',
      scenario: 'session-mismatch',
      verdict: 'pass',
      topology: { replicas: 2 },
      command: `npx lab run ${quick.join(' ')} --replicas 2 --set load.minOperations=3000`,
    })
    expect(await readdir(join(out, 'results/session-mismatch/latest'))).toEqual([
      'history.ndjson.gz',
      'junit.xml',
      'logs',
      'report.html',
      'report.json',
      'report.md',
    ])
  })

  it('has recorded enough to compute the same report again, to the byte', async () => {
    const folder = join(out, 'results/session-mismatch/latest')
    const files = ['report.json', 'report.html', 'report.md', 'junit.xml'].map((name) => join(folder, name))
    const readAll = () => Promise.all(files.map((file) => readFile(file, 'utf8')))
    const before = await readAll()
    await Promise.all(files.map((file) => rm(file)))
    const again = await lab('report', 'results/session-mismatch/latest')
    expect(await readAll()).toEqual(before)
    expect(again.stdout).toMatch(/memory +frozen .* 50\.0% +as pred\./)
    expect(again.status).toBe(0)
    expect(await lab('report', 'results/nowhere')).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(/^lab: cannot read results\/nowhere \(ENOENT\): name the folder of a run/),
    })
  })

  it('takes any pair of strategy and policy for a mode', async () => {
    const { status, stdout } = await lab('run', '--modes', 'memory-ip-hash', '--trials', '1')
    expect(stdout).toMatch(/memory-ip-hash +frozen .* 0\.0% +as pred\./)
    expect(status).toBe(0)
  })

  it('knows nothing, and says so by status 3, where too little was measured', async () => {
    const { status, stdout } = await lab(
      'run',
      '--modes',
      'memory,jwt',
      '--trials',
      '1',
      '--set',
      'load.minOperations=1',
      '--users',
      '2',
      '--set',
      'load.followUps=1',
      '--duration',
      '0.01',
    )
    expect(stdout).toMatch(/Verdict: unknown/)
    expect(status).toBe(3)
  })

  it('fails by status 1 where a finding is not as expected', async () => {
    const { status, stdout } = await lab('run', ...quick, '--set', 'expect.session-mismatch.is=none')
    expect(stdout).toMatch(/Verdict: FAIL/)
    expect(status).toBe(1)
  })

  it('ends on Ctrl-C, keeps what was recorded, and leaves no process', async () => {
    const { child, ended } = start(['run', '--duration', '60', '--modes', 'redis'])
    await new Promise((resolve) =>
      child.stderr?.on('data', (chunk) => `${chunk}`.includes('trial 1') && resolve(undefined)),
    )
    setTimeout(() => child.kill('SIGINT'), 1_000)
    const { status, stdout } = await ended
    expect(status).toBe(130)
    expect(stdout).toMatch(/ended early \(interrupted\)/)
    const folder = join(out, /^Report: (.*)\/report.html$/m.exec(stdout)?.[1] as string)
    expect(await readdir(folder)).toContain('history.ndjson.gz')
  })
})

// Each starts a process and waits for it: several at a time.
describe.concurrent('bad input gets one clear line and status 2', () => {
  it.each([
    [
      'an unknown mode',
      ['run', '--modes', 'telepathy'],
      /^lab: --modes telepathy: unknown mode telepathy: choose of basic, memory,/,
    ],
    ['a mistyped mode', ['run', '--modes', 'sticki'], /unknown mode sticki, did you mean sticky\?/],
    ['an unknown policy', ['run', '--modes', 'memory-by-moon'], /unknown mode memory-by-moon/],
    ['an unknown scenario', ['run', 'nonsense'], /^lab: unknown scenario nonsense: choose one of .*session-mismatch/],
    ['a mistyped scenario', ['run', 'kill-replica'], /unknown scenario kill-replica, did you mean kill-a-replica\?/],
    ['an unknown option', ['run', '--speed'], /unknown option '--speed'/],
    ['an unknown command', ['fly'], /unknown command 'fly'/],
    ['no replica', ['run', '--replicas', '0'], /^lab: --replicas 0: topology.replicas must be >= 1/],
    ['65 replicas', ['run', '--replicas', '65'], /^lab: --replicas 65: topology.replicas must be <= 64/],
    ['three replicas in a word', ['run', '--replicas', 'three'], /must be integer, but is "three"/],
    ['a value without a key', ['run', '--set', 'speed'], /--set speed: write it as key=value/],
    [
      'a value that is no YAML',
      ['run', '--set', 'modes=[redis'],
      /^lab: --set modes=\[redis: the value is not valid YAML: /,
    ],
    ['an option twice', ['run', '--modes', 'jwt', '--modes', 'redis'], /option '--modes' is given twice: give it once/],
    ['a port that is none', ['run', '--port', '80a'], /^lab: --port 80a: expected a whole number from 1 to 65535$/m],
    [
      'two faults whose effects no law composes',
      [
        ...['run', 'kill-a-replica', '--modes', 'sticky', '--set'],
        'timeline=[{at: 2, fault: kill-replica, replica: replica-1}, {at: 4, fault: kill-replica, replica: replica-2}]',
      ],
      /^lab: scenario kill-a-replica:\nlab: {3}expect\.session-loss: no prediction exists for sticky .* with kill-replica, kill-replica: write/m,
    ],
    ['a check of a chapter without one', ['workshop', 'check'], /missing required argument 'chapter'/],
    [
      'a results folder that is not there',
      ['serve', '--out', '/nowhere'],
      /^lab: --out \/nowhere: there is no such folder/,
    ],
    ['a results folder in /proc', ['run', '--out', '/proc/nope'], /^lab: cannot write results to \/proc\/nope.*ENOENT/],
    ['an unknown launcher', ['run', '--launcher', 'rocket'], /choices are processes/],
    [
      'a results folder that cannot be',
      ['run', '--out', '/dev/null/results'],
      /^lab: cannot write results to \/dev\/null\/results.*--out/,
    ],
  ])('%s', async (_what, args, expected) => {
    const { status, stderr, stdout } = await lab(...args)
    expect(stderr).toMatch(expected)
    expect(stderr).not.toMatch(/^ +at /m)
    expect(stdout).toBe('')
    expect(status).toBe(2)
  })

  it('an output that cannot be written', async () => {
    const child = spawn('sh', ['-c', `"${process.execPath}" "${program}" list > /dev/full`])
    let stderr = ''
    child.stderr.on('data', (chunk) => (stderr += chunk))
    const status = await new Promise((resolve) => child.on('close', resolve))
    expect(stderr).toBe('lab: cannot write the output (ENOSPC): send it elsewhere\n')
    expect(status).toBe(2)
  })

  it('a port that somebody else has', async () => {
    const server = createServer().listen(0, '127.0.0.1')
    await new Promise((resolve) => server.on('listening', resolve))
    const { port } = server.address() as { port: number }
    const { status, stderr } = await lab('run', '--port', String(port))
    server.close()
    expect(stderr).toMatch(new RegExp(`port ${port} is in use`))
    expect(status).toBe(2)
  })

  it.each([
    ['LAB_NGINX', '/nowhere', /\/nowhere is not a usable nginx/],
    ['LAB_REDIS_SERVER', '/nowhere', /\/nowhere is not a usable redis-server/],
    ['DOCKER_HOST', 'unix:///nowhere', /^lab: no container engine answers at unix:\/\/\/nowhere: start Docker/],
  ])('what is not there, named by %s', async (variable, value, expected) => {
    const launcher = variable === 'DOCKER_HOST' ? ['--launcher', 'containers'] : []
    const { status, stderr } = await start(['run', ...launcher], { [variable]: value }).ended
    expect(stderr).toMatch(expected)
    expect(status).toBe(2)
  })
})

describe('lab list and lab doctor', () => {
  it('list names everything that can be asked for', async () => {
    const { status, stdout } = await lab('list')
    const names = [
      'session-mismatch',
      'sticky',
      'sticky-cookie',
      'ip-hash',
      'needs nginx 1.29.6',
      'jwt',
      'identity-swap',
      'browse',
    ]
    expect(stdout).toMatch(/slow-redis +.*\(latencyMs, jitterMs: 0\)/)
    for (const name of [...names, 'cart-race', 'logout-race', 'lost-update', 'zombie-session'])
      expect(stdout).toContain(name)
    expect(status).toBe(0)
  })

  it('doctor finds the tools, and fails where they are not', async () => {
    const well = await lab('doctor')
    expect(well.stdout).toMatch(/^ok +nginx +1\.\d+/m)
    expect(well.status).toBe(0)
    const ill = await start(['doctor'], { LAB_NGINX: '/nowhere' }).ended
    expect(ill.stdout).toMatch(/^FAIL +nginx +\/nowhere is not a usable nginx/m)
    expect(ill.status).toBe(2)
  })
})
