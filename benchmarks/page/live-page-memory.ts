/**
 * The memory of the open live page, every ten seconds, and its allocations.
 * `npx node benchmarks/page/live-page-memory.ts [requests a second] [minutes] [mode] [watched]`; mode `made` leaves out the
 * stack, `watched` has the tab keep what comes over its network, as Playwright and open developer tools do.
 */

import { setTimeout as sleep } from 'node:timers/promises'
import { type BareChromium, openBare } from './bare-chromium.ts'
import { family, privateBytes } from './family.ts'
import { startFlood } from './flooded-page.ts'

const [rate, minutes, mode] = [
  Number(process.argv[2] ?? 200),
  Number(process.argv[3] ?? 15),
  process.argv[4] ?? 'memory',
]
const everyMs = 10_000
/** Bytes from one sampled allocation to the next, on average. */
const samplingInterval = 4_096
const profiledSeconds = 20

const flood = await startFlood(mode)
const tab = await openBare(`${flood.origin}/lab/`)
try {
  await tab.send('Performance.enable')
  if (process.argv[5] === 'watched') await tab.send('Network.enable')
  await sleep(3_000)
  await flood.begin(rate)
  await sleep(3_000)
  await reportAllocations(tab)
  let mostPrivate = 0
  let mostHeap = 0
  const endMs = performance.now() + minutes * 60_000
  for (let second = 0; performance.now() < endMs; second += everyMs / 1_000) {
    await sleep(everyMs)
    const renderers = family().filter(({ role }) => role === 'renderer')
    const own = renderers.map(({ pid }) => privateBytes(pid)).toSorted((a, b) => b.dirty - a.dirty)[0]
    const dirty = (own?.dirty ?? Number.NaN) / 2 ** 20
    const megabytes = dirty + (own?.clean ?? Number.NaN) / 2 ** 20
    const { JSHeapUsedSize = 0, JSHeapTotalSize = 0, Nodes = 0 } = await readMetrics(tab)
    const [heap, total] = [JSHeapUsedSize / 2 ** 20, JSHeapTotalSize / 2 ** 20]
    mostPrivate = Math.max(mostPrivate, megabytes)
    mostHeap = Math.max(mostHeap, heap)
    console.log(
      `${second + everyMs / 1_000} s: ${megabytes.toFixed(1)} MB private, of it ${dirty.toFixed(1)} MB not of files, heap ${heap.toFixed(1)} of ${total.toFixed(1)} MB, ${Nodes} nodes`,
    )
  }
  console.log(`most: ${mostPrivate.toFixed(1)} MB private, heap ${mostHeap.toFixed(1)} MB`)
} finally {
  await tab.close()
  await flood.close()
}

async function readMetrics(of: BareChromium): Promise<Record<string, number>> {
  const { metrics } = (await of.send('Performance.getMetrics')) as { metrics: { name: string; value: number }[] }
  return Object.fromEntries(metrics.map(({ name, value }) => [name, value]))
}

interface ProfileNode {
  readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number }
  readonly selfSize: number
  readonly children: readonly ProfileNode[]
}

/** All allocations, short-lived garbage included. */
async function reportAllocations(of: BareChromium): Promise<void> {
  const everything = { includeObjectsCollectedByMajorGC: true, includeObjectsCollectedByMinorGC: true }
  await of.send('HeapProfiler.startSampling', { samplingInterval, ...everything })
  await sleep(profiledSeconds * 1_000)
  const { profile } = (await of.send('HeapProfiler.stopSampling')) as { profile: { head: ProfileNode } }
  const sizes = new Map<string, number>()
  const add = ({ callFrame: { functionName, url, lineNumber }, selfSize, children }: ProfileNode) => {
    const name = `${functionName || '(no name)'} ${url.replace(/^.*\/lab\//, '')}:${lineNumber + 1}`
    sizes.set(name, (sizes.get(name) ?? 0) + selfSize)
    for (const child of children) add(child)
  }
  add(profile.head)
  const kilobytes = (bytes: number) => `${Math.round(bytes / 1_024 / profiledSeconds)} KB/s`
  const most = [...sizes].toSorted(([, a], [, b]) => b - a).slice(0, 15)
  console.log(`allocates ${kilobytes([...sizes.values()].reduce((sum, size) => sum + size, 0))}`)
  for (const [name, size] of most) console.log(`  ${kilobytes(size)} ${name}`)
}
