/** On what a run took place: read once, kept in its history. */

import { cpus, totalmem } from 'node:os'
import type { CpuQuota, Stack } from '../stack/stack.ts'
import type { Environment } from './history.ts'

export function environmentOf(stacks: readonly Pick<Stack, 'versions' | 'launcher' | 'cpuQuota'>[]): Environment {
  const processors = cpus()
  const [first] = stacks
  if (first === undefined) throw new Error('a run without a stack has no environment')
  const { versions, launcher } = first
  return {
    node: process.versions.node,
    ...versions,
    platform: `${process.platform} ${process.arch}`,
    cpus: processors.length,
    cpuModel: processors[0]?.model.trim() ?? 'unknown',
    memoryBytes: totalmem(),
    launcher,
    ...quotaOf(stacks),
  }
}

/** The worst of what the stacks found: a quota that is missing in one of them spoils the comparison with the others. */
function quotaOf(stacks: readonly Pick<Stack, 'cpuQuota'>[]): Pick<Environment, 'cpuQuota'> {
  const found = stacks.flatMap(({ cpuQuota }) => cpuQuota ?? [])
  const worst = found.find(({ missing }) => missing !== undefined) ?? found.toSorted(byMeasured).at(-1)
  if (worst === undefined) return {}
  const { cpus, measured, missing } = worst
  return { cpuQuota: { cpus, ...(measured !== undefined && { measured }), ...(missing !== undefined && { missing }) } }
}

const byMeasured = (a: CpuQuota, b: CpuQuota) => (a.measured ?? 0) - (b.measured ?? 0)
