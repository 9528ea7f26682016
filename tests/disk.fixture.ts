/** Small and read-only disks in memory, which only a user who may mount can make. */

import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface Disk {
  readonly folder: string
  makeReadOnly(): void
  unmount(): void
}

/** @returns undefined where mounting is not permitted */
export function mountDisk(size: '1m' | '8m'): Disk | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'disk-'))
  const mount = (...args: string[]) => spawnSync('mount', args, { encoding: 'utf8' })
  if (mount('-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', folder).status !== 0) {
    rmdirSync(folder)
    return undefined
  }
  return {
    folder,
    makeReadOnly: () => {
      const { status, stderr } = mount('-o', 'remount,ro', folder)
      if (status !== 0) throw new Error(stderr)
    },
    unmount: () => {
      // A process that is ending may still use it.
      spawnSync('umount', ['--lazy', folder])
      rmdirSync(folder)
    },
  }
}
