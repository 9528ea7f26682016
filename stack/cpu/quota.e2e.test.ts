import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { startProcesses } from '../launchers/processes/processes.ts'
import { startReaper } from '../reaper.ts'
import type { Topology } from '../stack.ts'
import { findTools } from '../toolchain/toolchain.ts'
import { createCgroup, findCgroupHome } from './cgroup.ts'

const home = findCgroupHome()
const folder = 'folder' in home ? home.folder : ''
const groups = () => readdirSync(folder).filter((name) => name.startsWith('session-lab-'))
const limitsIn = (name: string) => {
  const read = (file: string) => readFileSync(join(folder, name, file), 'utf8').trim()
  return 'version' in home && home.version === 2 ? read('cpu.max').split(' ')[0] : read('cpu.cfs_quota_us')
}
const membersOf = (name: string) =>
  readFileSync(join(folder, name, 'cgroup.procs'), 'utf8')
    .trim()
    .split('\n')

let temporary: string
beforeEach(() => {
  temporary = mkdtempSync(join(tmpdir(), 'quota-test-'))
  vi.stubEnv('TMPDIR', temporary)
})
afterEach(() => {
  vi.unstubAllEnvs()
  rmSync(temporary, { recursive: true, force: true })
})

const start = async (changes: Partial<Topology>) =>
  startProcesses(
    { replicas: 2, modes: ['memory'], virtualUsers: { count: 0, password: 'secret' }, ...changes },
    {
      tools: await findTools(),
      logs: join(temporary, 'logs'),
      replicaProgram: join(import.meta.dirname, '..', 'launchers', 'processes', 'stub-replica.fixture.ts'),
    },
  )

describe.runIf(folder)('a quota for each replica', () => {
  it('holds, is lifted and put in force again, applies to a restarted replica, and ends with the stack', async () => {
    const before = groups()
    const stack = await start({ cpuPerReplica: 0.2 })
    const ours = () => groups().filter((name) => !before.includes(name) && name.includes('-replica-'))
    try {
      // No lower bound: a busy machine can give less.
      expect(stack.cpuQuota?.measured).toBeLessThan(0.22)
      expect(stack.cpuQuota?.measured).toBeGreaterThan(0)
      expect(ours()).toHaveLength(2)
      const limits = () => ours().map(limitsIn)
      expect(limits()).toEqual(['2000', '2000'])
      await stack.cpuQuota?.setInForce(false)
      expect(limits().every((limit) => limit === '-1' || limit === 'max')).toBe(true)
      await stack.cpuQuota?.setInForce(true)
      expect(limits()).toEqual(['2000', '2000'])
      const [first] = stack.replicas
      await first?.kill()
      await first?.start()
      expect(membersOf(ours().find((name) => name.endsWith('-replica-1')) as string)).toHaveLength(1)
      expect(stack.partCpuMicros().loadBalancer).toBeGreaterThan(0)
    } finally {
      await stack.stop()
    }
    expect(ours()).toEqual([])
  })

  it('of an unused replica is used by filler load, whose quota is not lifted with the others', async () => {
    const before = groups()
    const stack = await start({ cpuPerReplica: 0.2, sweep: true })
    const ours = () => groups().filter((name) => !before.includes(name) && name.includes('-filler-load-for-'))
    const stateOf = (name: string) => readFileSync(`/proc/${membersOf(name)[0]}/stat`, 'utf8').split(' ')[2]
    try {
      expect(ours()).toEqual([])
      await stack.useReplicas(1)
      expect(ours().map((name) => name.slice(-'replica-2'.length))).toEqual(['replica-2'])
      const [filler] = ours() as [string]
      expect(stateOf(filler)).not.toBe('T')
      await stack.cpuQuota?.setInForce(false)
      expect(limitsIn(filler)).toBe('4000') // Twice the quota of a replica.
      await stack.useReplicas(2)
      await vi.waitFor(() => expect(stateOf(filler)).toBe('T')) // The state T is stopped.
    } finally {
      await stack.stop()
    }
    expect(ours()).toEqual([])
  })

  it('creates no group where the topology asks for none', async () => {
    const before = groups()
    const stack = await start({})
    expect(stack.cpuQuota).toBeUndefined()
    expect(groups()).toEqual(before)
    await stack.stop()
  })

  it('has its group removed by the reaper where this process could not remove it', async () => {
    const reaper = startReaper()
    const group = createCgroup(home as Exclude<typeof home, { reasons: unknown }>, `session-lab-test-${process.pid}`)
    reaper.send({ removeCgroup: group.folder })
    const child = spawn('sleep', ['60'], { detached: true })
    await once(child, 'spawn')
    reaper.send({ watchGroup: child.pid as number })
    group.add(child.pid as number)
    await reaper.close()
    expect(existsSync(group.folder)).toBe(false)
  })
})

describe('an invalid quota', () => {
  it('is refused by name', async () => {
    await expect(start({ cpuPerReplica: 0 })).rejects.toThrow('cpuPerReplica: expected 0.05 to 64, got 0')
  })
})
