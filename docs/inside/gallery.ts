/**
 * The pictures of the README, of real runs. `npx node docs/inside/gallery.ts [folder]` makes the runs that are missing in the folder
 * (results/gallery; some eight minutes, so nothing else should be going on), then the pictures in docs/gallery.
 */

import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Browser } from 'playwright-core'
import { compareSides } from '../../analysis/compare/comparison.ts'
import { comparisonPage } from '../../analysis/compare/html/comparison-page.ts'
import type { Side } from '../../analysis/compare/side.ts'
import { renderHtml } from '../../analysis/report/html/report-page.ts'
import { loadScenario } from '../../bench/scenarios/scenario-file.ts'
import { listPage } from '../../dashboard/results/list-page.ts'
import { openRunsFolder } from '../../dashboard/results/runs-folder.ts'
import { readSide } from '../../runs/results-reader.ts'
import { runAndReport } from '../../runs/run-and-report.ts'
import { startProcesses } from '../../stack/launchers/processes/processes.ts'
import { findTools } from '../../stack/toolchain/toolchain.ts'
import { launchBrowser } from '../../tests/browser.fixture.ts'

const [folder = join('results', 'gallery')] = process.argv.slice(2)
const pictures = join(import.meta.dirname, '..', 'gallery')
const runsEach = 6
const oneTrial = { modes: ['redis', 'jwt'], trials: 1, warmUpSeconds: 1 }
const sides = { before: oneTrial, after: { ...oneTrial, topology: { replicas: 5 } } }

await ensureRuns('session-mismatch', folder, 1)
await ensureRuns('kill-a-replica', folder, 1)
await ensureRuns('scaling', folder, 1)
// In turns: whatever slows the machine slows both.
for (let turn = 1; turn <= runsEach; turn += 1)
  for (const [name, changes] of Object.entries(sides))
    await ensureRuns('session-mismatch', join(folder, name), turn, changes)

const work = await mkdtemp(join(tmpdir(), 'gallery-'))
const browser = await launchBrowser()
try {
  await picture(browser, 'report', await reportOf('session-mismatch'), 'header', 660)
  await picture(browser, 'fault', await reportOf('kill-a-replica'), 'section[aria-labelledby=course]', 760)
  await picture(browser, 'scaling', await reportOf('scaling'), 'section[aria-labelledby=scaling]', 1350)
  const [before, after] = [await sideIn('before'), await sideIn('after')]
  await picture(
    browser,
    'comparison',
    comparisonPage([compareSides(before, after)], []),
    'section[aria-labelledby=cpu-0]',
    400,
  )
  const lists = await Promise.all(['', 'before', 'after'].map((name) => openRunsFolder(join(folder, name)).list()))
  const runs = lists.flatMap((list) => list.runs).toSorted((a, b) => (a.startedAt < b.startedAt ? 1 : -1))
  const list = { folder: 'results', runs, broken: [] }
  await picture(browser, 'serve', listPage(list, {}), 'body', 480)
} finally {
  await browser.close()
  await rm(work, { recursive: true })
}

/** Makes a run where there are fewer than so many. */
async function ensureRuns(name: string, out: string, count: number, changes: object = {}): Promise<void> {
  const { runs } = await openRunsFolder(out).list()
  if (runs.filter(({ scenario }) => scenario === name).length >= count) return
  console.error(`${name}, to ${out}`)
  const overrides = Object.entries(changes).map(([key, value]) => ({ path: [key], value, source: key }))
  const tools = await findTools({ onProgress: console.error })
  const { failure } = await runAndReport({
    scenario: await loadScenario(name, overrides),
    command: `npx lab run ${name}`,
    launch: (topology, logs) => startProcesses(topology, { tools, logs }),
    out,
    onProgress: () => {},
    signal: new AbortController().signal,
  })
  if (failure) throw failure
}

async function reportOf(scenario: string): Promise<string> {
  const { runs } = await readSide(join(folder, scenario))
  const newest = runs.at(-1)
  if (newest === undefined) throw new Error(`no run of ${scenario} in ${folder}`)
  return renderHtml(newest.report)
}

async function sideIn(name: keyof typeof sides): Promise<Side> {
  return { ...(await readSide(join(folder, name, 'session-mismatch'))), name }
}

/** What begins at the place, as far down as it goes, or as the picture may be high. */
async function picture(browser: Browser, name: string, page: string, place: string, highest: number): Promise<void> {
  const file = join(work, `${name}.html`)
  await writeFile(file, page)
  const window = await browser.newPage({ viewport: { width: 1000, height: 800 }, colorScheme: 'light' })
  await window.goto(pathToFileURL(file).href)
  const { y, height } = (await window.locator(place).first().boundingBox()) ?? { y: 0, height: highest }
  const clip = { x: 0, y, width: 1000, height: Math.min(height, highest) }
  await window.screenshot({ path: join(pictures, `${name}.png`), clip, fullPage: true })
  await window.close()
}
