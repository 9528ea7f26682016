import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createCgroup, findCgroupHome, hierarchiesOf } from './cgroup.ts'

const v1 = '32 31 0:29 / /sys/fs/cgroup/cpu rw,relatime - cgroup cgroup rw,cpu,cpuacct'
const v2 = '30 23 0:26 / /sys/fs/cgroup rw,nosuid - cgroup2 cgroup2 rw,nsdelegate'

describe('hierarchies of cgroups', () => {
  it("of version 2 have this process's group below the mount", () => {
    expect(hierarchiesOf(`${v2}\n1 2 3`, '0::/user.slice/lab.scope\n')).toEqual([
      { version: 2, mount: '/sys/fs/cgroup', own: '/sys/fs/cgroup/user.slice/lab.scope' },
    ])
  })

  it('of version 1 come first where they have the controller cpu', () => {
    const both = `41 31 0:38 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw\n${v1}`
    expect(hierarchiesOf(both, '4:memory:/other\n1:cpu,cpuacct:/lab\n0::/\n')).toEqual([
      { version: 1, mount: '/sys/fs/cgroup/cpu', own: '/sys/fs/cgroup/cpu/lab' },
      { version: 2, mount: '/sys/fs/cgroup/unified', own: '/sys/fs/cgroup/unified' },
    ])
  })

  it('without the controller cpu are left out', () => {
    expect(hierarchiesOf('35 31 0:32 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory', '')).toEqual([])
  })

  it('start at the mount where a container cannot see its own group', () => {
    const inContainer = '32 31 0:29 /docker/abc /sys/fs/cgroup/cpu rw - cgroup cgroup rw,cpu'
    expect(hierarchiesOf(inContainer, '1:cpu:/docker/abc/inner')).toMatchObject([{ own: '/sys/fs/cgroup/cpu/inner' }])
    expect(hierarchiesOf(inContainer, '1:cpu:/elsewhere')).toMatchObject([{ own: '/sys/fs/cgroup/cpu' }])
  })
})

// An ordinary folder replaces the kernel's: the tests show what is written, not its effect.
describe('a cgroup', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'cgroup-test-'))
  })
  afterEach(() => rmSync(folder, { recursive: true }))
  const written = (group: { folder: string }) =>
    Object.fromEntries(readdirSync(group.folder).map((file) => [file, readFileSync(join(group.folder, file), 'utf8')]))

  it('of version 1 is limited by period and quota, and unlimited by -1', () => {
    const group = createCgroup({ version: 1, folder }, 'one')
    group.limit(2_000, 10_000)
    group.add(4711)
    expect(written(group)).toEqual({
      'cpu.cfs_period_us': '10000',
      'cpu.cfs_quota_us': '2000',
      'cgroup.procs': '4711',
    })
    group.limit(undefined, 10_000)
    expect(written(group)).toMatchObject({ 'cpu.cfs_quota_us': '-1' })
  })

  it('of version 2 is limited by one line, and unlimited by max', () => {
    const group = createCgroup({ version: 2, folder }, 'one')
    group.limit(2_000, 10_000)
    expect(written(group)).toEqual({ 'cpu.max': '2000 10000' })
    group.limit(undefined, 10_000)
    expect(written(group)).toEqual({ 'cpu.max': 'max 10000' })
  })

  it('may be removed twice', () => {
    const group = createCgroup({ version: 2, folder }, 'one')
    group.remove()
    group.remove()
    expect(existsSync(group.folder)).toBe(false)
  })

  it('cannot be created where groups have no limit; the reason is returned and nothing is left behind', () => {
    const [mount, proc] = [join(folder, 'cgroup'), join(folder, 'proc')]
    mkdirSync(mount)
    mkdirSync(join(proc, 'self'), { recursive: true })
    writeFileSync(join(proc, 'self/mountinfo'), `30 23 0:26 / ${mount} rw - cgroup2 cgroup2 rw`)
    writeFileSync(join(proc, 'self/cgroup'), '0::/')
    expect(findCgroupHome(proc)).toEqual({ reasons: [`${mount} does not enable CPU limits for its child groups`] })
    expect(readdirSync(mount)).toEqual(['cgroup.subtree_control'])
    expect(findCgroupHome(join(folder, 'nowhere'))).toEqual({
      reasons: ['this system has no cgroups with CPU limits'],
    })
  })
})
