/** Finds where this process may create a cgroup, and limits the CPU time of the processes in it. */
import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'

/** A folder of the cgroup file system in which groups can be created. */
export interface CgroupHome {
  readonly version: 1 | 2
  readonly folder: string
}

/** A cgroup hierarchy, from `/proc/self/mountinfo` and `/proc/self/cgroup`. */
interface Hierarchy {
  readonly version: 1 | 2
  readonly mount: string
  /** The folder of this process's own group. */
  readonly own: string
}

/** The hierarchies that can limit CPU time: version 1 with the controller `cpu` first, then version 2. */
export function hierarchiesOf(mountInfo: string, memberships: string): readonly Hierarchy[] {
  const paths = new Map(memberships.split('\n').flatMap(groupPath))
  return mountInfo
    .split('\n')
    .flatMap((line): Hierarchy[] => {
      const [before = '', after = ''] = line.split(' - ')
      const [, , , root = '/', mount = ''] = before.split(' ')
      const [type, , options = ''] = after.split(' ')
      const version = type === 'cgroup2' ? 2 : type === 'cgroup' && options.split(',').includes('cpu') ? 1 : undefined
      if (version === undefined) return []
      const inside = relative(root, paths.get(version) ?? root)
      // In a container the path can belong to the host, whose groups are not visible here.
      return [{ version, mount, own: inside.startsWith('..') ? mount : join(mount, inside) }]
    })
    .toSorted((a, b) => a.version - b.version)
}

/** `4:cpu,cpuacct:/user.slice` of version 1, `0::/user.slice` of version 2. */
function groupPath(line: string): [1 | 2, string][] {
  const [, controllers, path] = /^\d+:([^:]*):(.*)$/.exec(line) ?? []
  if (controllers === undefined || path === undefined) return []
  if (controllers === '') return [[2, path]]
  return controllers.split(',').includes('cpu') ? [[1, path]] : []
}

/**
 * Finds the nearest folder, from this process's own group upwards, in which a group with a limit can be created, by creating
 * one.
 *
 * @returns the folder, or the reason against each folder tried
 */
export function findCgroupHome(proc = '/proc'): CgroupHome | { readonly reasons: readonly string[] } {
  const reasons: string[] = []
  for (const { version, mount, own } of readHierarchies(proc)) {
    for (let folder = own; ; folder = dirname(folder)) {
      try {
        requireLimits({ version, folder }, folder === mount)
        return { version, folder }
      } catch (error) {
        reasons.push((error as Error).message)
      }
      if (folder === mount || !folder.startsWith(mount)) break
    }
  }
  return { reasons: reasons.length > 0 ? reasons : ['this system has no cgroups with CPU limits'] }
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

function requireLimits({ version, folder }: CgroupHome, isRoot: boolean): void {
  const trial = join(folder, `session-lab-trial-${process.pid}`)
  mkdirSync(trial)
  try {
    const limit = join(trial, limitFile[version])
    // In version 2 the parent must enable a controller for its children; only the root may do so while it has processes.
    if (!existsSync(limit) && version === 2 && isRoot) writeFileSync(join(folder, 'cgroup.subtree_control'), '+cpu')
    if (!existsSync(limit)) throw new Error(`${folder} does not enable CPU limits for its child groups`)
  } finally {
    rmdirSync(trial)
  }
}

const limitFile = { 1: 'cpu.cfs_quota_us', 2: 'cpu.max' } as const satisfies Record<CgroupHome['version'], string>

/** A group of processes. */
export interface Cgroup {
  readonly folder: string
  /** Moves a process with all its threads into the group. */
  add(pid: number): void
  /** Limits the group to `microsPerPeriod` of CPU time in each period; undefined removes the limit. */
  limit(microsPerPeriod: number | undefined, periodMicros: number): void
  /** Throws where the group is not empty, as it can be shortly after its last process ended. Removing twice is harmless. */
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
