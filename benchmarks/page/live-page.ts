/**
 * Whether the live page keeps up: frame rate, delay of the display, long tasks, and CPU time by process.
 * `npx node benchmarks/page/live-page.ts [requests a second] [seconds] [mode]`; mode `made` leaves out the stack.
 */

import { setTimeout as sleep } from 'node:timers/promises'
import type { CDPSession, Page } from 'playwright-core'
import { coreShares, family } from './family.ts'
import { openPage, startFlood } from './flooded-page.ts'

const [rate, seconds, mode] = [
  Number(process.argv[2] ?? 2_000),
  Number(process.argv[3] ?? 20),
  process.argv[4] ?? 'jwt',
]
/** Until the load has reached its rate and the page shows it. */
const settleMs = 4_000
const restSeconds = 5

interface Probe {
  heard: { ids: string[]; count: number; shownAtMs: number }[]
  longTasksMs: number[]
  frames: (ms: number) => Promise<number[]>
}

/** Runs in the page: records its events, and counts the frames that it could have drawn. */
function probe(): void {
  const seen: Probe = {
    heard: [],
    longTasksMs: [],
    frames: (ms) =>
      new Promise((resolve) => {
        const times: number[] = []
        const tick = (now: number) => {
          times.push(now)
          if (now - (times[0] as number) < ms) requestAnimationFrame(tick)
          else resolve(times)
        }
        requestAnimationFrame(tick)
      }),
  }
  Reflect.set(window, 'probe', seen)
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) seen.longTasksMs.push(duration)
  }).observe({ type: 'longtask' })
  const { addEventListener } = EventSource.prototype
  EventSource.prototype.addEventListener = function (this: EventSource, name: string, listener: EventListener) {
    addEventListener.call(this, name, (message: Event) => {
      listener(message)
      if (name !== 'requests') return
      const { shown, count } = JSON.parse((message as MessageEvent<string>).data) as {
        shown: { id: string }[]
        count: number
      }
      requestAnimationFrame(() => seen.heard.push({ ids: shown.map(({ id }) => id), count, shownAtMs: Date.now() }))
    })
  } as typeof addEventListener
}

const flood = await startFlood(mode)
const { page, close } = await openPage(flood.origin, probe)
try {
  const devtools = await page.context().newCDPSession(page)
  await devtools.send('Performance.enable')
  const blank = await page.context().newPage()
  await blank.addInitScript(probe)
  await blank.goto('about:blank')
  report('blank page', await framesOf(blank, restSeconds))
  await blank.close()
  await page.bringToFront()
  await sleep(settleMs)
  await reportWork('at rest', devtools, restSeconds)
  report('at rest', await framesOf(page, restSeconds))

  await flood.begin(rate)
  await sleep(settleMs)
  await page.evaluate(() => {
    const { heard, longTasksMs } = Reflect.get(window, 'probe') as Probe
    heard.length = 0
    longTasksMs.length = 0
  })
  const before = family()
  const startMs = performance.now()
  const frames = await framesOf(page, seconds)
  const shares = coreShares(before, family(), performance.now() - startMs)
  const { heard, longTasksMs } = await page.evaluate(() => ({ ...(Reflect.get(window, 'probe') as Probe) }))
  const says = await page.locator('.rate').innerText()
  report(`${rate}/s of ${mode}`, frames)
  const counted = heard.reduce((sum, { count }) => sum + count, 0)
  const shown = heard.flatMap(({ ids, shownAtMs }) => ids.map((id) => ({ id, shownAtMs })))
  const ends = flood.ends()
  const lags = shown.flatMap(({ id, shownAtMs }) => (ends.has(id) ? [shownAtMs - (ends.get(id) as number)] : []))
  console.log(
    `  notified of ${perSecond(counted)} requests/s in ${perSecond(heard.length)} events/s, ${perSecond(shown.length)} shown/s`,
  )
  console.log(`  the page says: ${JSON.stringify(says)}`)
  console.log(`  from a request's end to the frame that begins to show it, ms: ${spread(lags)}`)
  console.log(`  tasks over 50 ms: ${longTasksMs.length}, longest ${Math.round(Math.max(0, ...longTasksMs))} ms`)
  const busiest = Object.entries(shares).toSorted(([, a], [, b]) => b - a)
  console.log(`  cores: ${busiest.map(([role, share]) => `${role} ${share.toFixed(2)}`).join(', ')}`)
  await reportWork(`${rate}/s of ${mode}`, devtools, restSeconds)
} finally {
  await close()
  await flood.close()
}

function framesOf(of: Page, forSeconds: number): Promise<number[]> {
  return of.evaluate((ms) => (Reflect.get(window, 'probe') as Probe).frames(ms), forSeconds * 1_000)
}

function report(what: string, times: readonly number[]): void {
  const gaps = times.slice(1).map((time, i) => time - (times[i] as number))
  const fps = (gaps.length * 1_000) / ((times.at(-1) ?? 0) - (times[0] ?? 0))
  console.log(`${what}: ${fps.toFixed(1)} frames/s; ms between frames: ${spread(gaps)}`)
}

/** The page's own work: this script requests no frames meanwhile. */
async function reportWork(what: string, devtools: CDPSession, forSeconds: number): Promise<void> {
  const read = async () => {
    const { metrics } = await devtools.send('Performance.getMetrics')
    const drawn = Number(await page.locator('canvas').getAttribute('data-frames'))
    return { ...Object.fromEntries(metrics.map(({ name, value }) => [name, value])), drawn } as Record<string, number>
  }
  const [before, , after] = [await read(), await sleep(forSeconds * 1_000), await read()]
  const per = (name: string, factor = 1) => (((after[name] ?? 0) - (before[name] ?? 0)) * factor) / forSeconds
  const time = (name: string) => `${per(name, 1_000).toFixed(1)} ms`
  console.log(
    `${what}, each second: ${time('TaskDuration')} busy, of it ${time('ScriptDuration')} script, ${time('LayoutDuration')} layout (${per('LayoutCount').toFixed(1)}), ` +
      `${time('RecalcStyleDuration')} style (${per('RecalcStyleCount').toFixed(1)}); ${per('drawn').toFixed(1)} pictures drawn; heap ${((after['JSHeapUsedSize'] ?? 0) / 2 ** 20).toFixed(1)} MB, ${after['Nodes']} nodes`,
  )
}

function perSecond(count: number): string {
  return (count / seconds).toFixed(1)
}

function spread(values: readonly number[]): string {
  const sorted = values.toSorted((a, b) => a - b)
  const at = (share: number) =>
    Math.round(sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN)
  return `median ${at(0.5)}, 99 % ${at(0.99)}, most ${at(1)}`
}
