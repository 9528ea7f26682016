/** The environment of a run: read once, kept in its history. */

import { cpus, totalmem } from 'node:os'
import type { CpuQuota, Stack } from '../../stack/stack.ts'
import type { Environment } from '../history/records.ts'

export function environmentOf({
  versions,
  launcher,
  cpuQuota,
}: Pick<Stack, 'versions' | 'launcher' | 'cpuQuota'>): Environment {
  const processors = cpus()
  return {
    node: process.versions.node,
    ...versions,
    platform: `${process.platform} ${process.arch}`,
    cpus: processors.length,
    cpuModel: processors[0]?.model.trim() ?? 'unknown',
    memoryBytes: totalmem(),
    launcher,
    ...(cpuQuota && { cpuQuota: cpuQuotaRecord(cpuQuota) }),
  }
}

function cpuQuotaRecord({ cpus, measured, missing }: CpuQuota): NonNullable<Environment['cpuQuota']> {
  return { cpus, ...(measured !== undefined && { measured }), ...(missing !== undefined && { missing }) }
}
