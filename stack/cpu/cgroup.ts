/** Where this process may make a cgroup, the kernel's way of giving a group of processes a limited share of a processor. */
import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'

/** A folder of the cgroup file system below which groups can be made. */
export interface CgroupHome {
  readonly version: 1 | 2
  readonly folder: string
}

/** One hierarchy, as `/proc/self/mountinfo` and `/proc/self/cgroup` tell of it. */
interface Hierarchy {
  readonly version: 1 | 2
  readonly mount: string
  /** The folder of the group that this process is in. */
  readonly own: string
}

/** The hierarchies that could limit processors, likeliest first: version 1 where it has the controller `cpu`, else version 2. */
export function hierarchiesOf(mountInfo: string, memberships: string): readonly Hierarchy[] {
  const paths = new Map(memberships.split('\n').flatMap(membershipOf))
  return mountInfo
    .split('\n')
    .flatMap((line): Hierarchy[] => {
      const [before = '', after = ''] = line.split(' - ')
      const [, , , root = '/', mount = ''] = before.split(' ')
      const [type, , options = ''] = after.split(' ')
      const version = type === 'cgroup2' ? 2 : type === 'cgroup' && options.split(',').includes('cpu') ? 1 : undefined
      if (version === undefined) return []
      const inside = relative(root, paths.get(version) ?? root)
      // In a container the path may be one of the machine around it, which cannot be seen from here.
      return [{ version, mount, own: inside.startsWith('..') ? mount : join(mount, inside) }]
    })
    .toSorted((a, b) => a.version - b.version)
}

/** `4:cpu,cpuacct:/user.slice` of version 1, `0::/user.slice` of version 2. */
function membershipOf(line: string): [1 | 2, string][] {
  const [, controllers, path] = /^\d+:([^:]*):(.*)$/.exec(line) ?? []
  if (controllers === undefined || path === undefined) return []
  if (controllers === '') return [[2, path]]
  return controllers.split(',').includes('cpu') ? [[1, path]] : []
}

/**
 * The nearest place, from this process's own group upwards, where a group with a limit can be made: tried by making one.
 *
 * @returns the reasons against each place tried, where there is none
 */
export function findCgroupHome(proc = '/proc'): CgroupHome | { readonly reasons: readonly string[] } {
  const reasons: string[] = []
  for (const { version, mount, own } of readHierarchies(proc)) {
    for (let folder = own; ; folder = dirname(folder)) {
      try {
        tryOut({ version, folder }, folder === mount)
        return { version, folder }
      } catch (error) {
        reasons.push((error as Error).message)
      }
      if (folder === mount || !folder.startsWith(mount)) break
    }
  }
  return { reasons: reasons.length > 0 ? reasons : ['this system has no cgroups with processor limits'] }
}

function readHierarchies(proc: string): readonly Hierarchy[] {
  try {
    return hierarchiesOf(
      readFileSync(join(proc, 'self/mountinfo'), 'utf8'),
      readFileSync(join(proc, 'self/cgroup'), 'utf8'),
    )
  } catch {
    return [] // not Linux
  }
}

function tryOut({ version, folder }: CgroupHome, isRoot: boolean): void {
  const trial = join(folder, `session-lab-trial-${process.pid}`)
  mkdirSync(trial)
  try {
    const limit = join(trial, limitFile[version])
    // In version 2 a group's limits are there once its parent hands them on; only the topmost may do so with processes in it.
    if (!existsSync(limit) && version === 2 && isRoot) writeFileSync(join(folder, 'cgroup.subtree_control'), '+cpu')
    if (!existsSync(limit)) throw new Error(`${folder} hands no processor limits on to groups below it`)
  } finally {
    rmdirSync(trial)
  }
}

const limitFile = { 1: 'cpu.cfs_quota_us', 2: 'cpu.max' } as const satisfies Record<CgroupHome['version'], string>

/** A group of processes. */
export interface Cgroup {
  readonly folder: string
  /** Takes in a process with all its threads. */
  add(pid: number): void
  /** Lets it use `microsPerPeriod` of processor time in each period; undefined: as much as it likes. */
  limit(microsPerPeriod: number | undefined, periodMicros: number): void
  /** Only an empty group goes: whose last process ended a moment ago may not be one yet. Removing twice is harmless. */
  remove(): void
}

export function createCgroup({ version, folder: home }: CgroupHome, name: string): Cgroup {
  const folder = join(home, name)
  mkdirSync(folder)
  const write = (file: string, text: string) => writeFileSync(join(folder, file), text)
  return {
    folder,
    add: (pid) => write('cgroup.procs', `${pid}`),
    limit(microsPerPeriod, periodMicros) {
      if (version === 2) return write('cpu.max', `${microsPerPeriod ?? 'max'} ${periodMicros}`)
      write('cpu.cfs_period_us', `${periodMicros}`)
      write('cpu.cfs_quota_us', `${microsPerPeriod ?? -1}`)
    },
    remove() {
      if (existsSync(folder)) rmdirSync(folder)
    },
  }
}
