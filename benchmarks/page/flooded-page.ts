/** The live page in a real Chromium, and requests for it to show: of virtual users on a real stack, or made up here. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { startLab } from '../../commands/cli/running-lab.fixture.ts'
import { startFakeLab } from '../../dashboard/page/fake-lab.fixture.ts'
import type { SeenRequest } from '../../dashboard/protocol/events.ts'
import { parseAccessLine } from '../../loadbalancer/access-log.ts'
import { launchBrowser } from '../../tests/browser.fixture.ts'

export interface Flood {
  readonly origin: string
  begin(ratePerSecond: number): Promise<void>
  /** When requests were over, ms since 1970, by their ids. */
  ends(): ReadonlyMap<string, number>
  close(): Promise<unknown>
}

/** @param mode `made`: no stack at all, so that the page and its server are seen alone */
export async function startFlood(mode: string): Promise<Flood> {
  return mode === 'made' ? madeFlood() : stackFlood(mode)
}

/** The live page as a browser shows it; `script` runs before its own scripts. */
export async function openPage(
  origin: string,
  script?: () => void,
): Promise<{ page: Page; close: () => Promise<unknown> }> {
  const browser = await launchBrowser()
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
  const page = await context.newPage()
  if (script) await page.addInitScript(script)
  await page.goto(`${origin}/lab/`)
  await page.waitForSelector('[data-node="replica-3"][data-state="up"]')
  return { page, close: () => browser.close() }
}

async function stackFlood(mode: string): Promise<Flood> {
  const lab = await startLab('up')
  const [, folder = ''] = /^logs: (.*)$/m.exec(lab.output()) ?? []
  const { origin } = new URL(lab.addresses[0] as string)
  const [, key = ''] = /name="lab-key" content="([^"]+)"/.exec(await (await fetch(`${origin}/lab/`)).text()) ?? []
  const log = readdirSync(folder).find((name) => /access/.test(name)) ?? 'access.log'
  return {
    origin,
    begin: async (ratePerSecond) => {
      const headers = { 'content-type': 'application/json', origin, 'x-lab-key': key }
      const body = JSON.stringify({ mode, client: 'browser', ratePerSecond })
      const answer = await fetch(`${origin}/lab/api/load`, { method: 'POST', headers, body })
      if (!answer.ok) throw new Error(await answer.text())
    },
    ends: () => {
      const lines = readFileSync(join(folder, log), 'utf8').split('\n').slice(0, -1)
      return new Map(lines.map(parseAccessLine).map(({ requestId, time }) => [requestId, time * 1_000]))
    },
    close: () => lab.interrupt(),
  }
}

/** The interval at which made-up requests are reported: that of reading a log. */
const tellEveryMs = 50

async function madeFlood(): Promise<Flood> {
  const lab = await startFakeLab({ en: [], ko: [] })
  const ends = new Map<string, number>()
  let timer: NodeJS.Timeout | undefined
  return {
    origin: lab.origin,
    begin: async (ratePerSecond) => {
      const startMs = performance.now()
      let reported = 0
      timer = setInterval(() => {
        const due = Math.floor(((performance.now() - startMs) * ratePerSecond) / 1_000)
        const requests = Array.from({ length: due - reported }, (_, i) => madeRequest(reported + i))
        reported = due
        for (const { id } of requests) ends.set(id, Date.now())
        lab.publishRequests(requests)
      }, tellEveryMs)
    },
    ends: () => ends,
    close: async () => {
      clearInterval(timer)
      await lab.close()
    },
  }
}

function madeRequest(number: number): SeenRequest {
  return {
    ...{ id: `0123456789abcdef${number}`, mode: 'memory', method: 'GET', path: '/memory/me' },
    ...{ status: number % 3 === 0 ? 200 : 401, replica: `replica-${(number % 3) + 1}`, inVain: [] },
    ...{ tookMs: 2, bytesSent: 300, bytesReceived: 400 },
  }
}
