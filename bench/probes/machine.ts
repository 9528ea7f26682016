/** CPU time during a segment: of the parts besides the replicas, and of the whole machine. */

import { cpus } from 'node:os'
import type { PartCpuMicros, Stack } from '../../stack/stack.ts'
import type { SegmentRecord } from '../history/records.ts'

/** Returns a function that returns the CPU time used since. */
export function watchMachine(
  stack: Pick<Stack, 'partCpuMicros'>,
): () => Pick<SegmentRecord, 'partCpuMicros' | 'idleShare'> {
  const before = { parts: stack.partCpuMicros(), times: processorMicros() }
  return () => {
    const [parts, times] = [stack.partCpuMicros(), processorMicros()]
    const all = times.all - before.times.all
    const idleFiller = (parts.idleFiller ?? 0) - (before.parts.idleFiller ?? 0)
    const idle = times.idle - before.times.idle + idleFiller
    const spent = (part: keyof PartCpuMicros) => {
      const [earlier, now] = [before.parts[part], parts[part]]
      return earlier !== undefined && now !== undefined && now >= earlier && { [part]: now - earlier }
    }
    return {
      partCpuMicros: { ...spent('loadBalancer'), ...spent('redis') },
      ...(all > 0 && { idleShare: Math.min(1, Math.max(0, idle / all)) }),
    }
  }
}

/** Sum over all processors; zeros if the system does not report it. */
function processorMicros(): { readonly all: number; readonly idle: number } {
  const times = cpus().map((processor) => processor.times)
  const sum = (ms: readonly number[]) => ms.reduce((a, b) => a + b, 0) * 1_000
  return { all: sum(times.flatMap((each) => Object.values(each))), idle: sum(times.map(({ idle }) => idle)) }
}
