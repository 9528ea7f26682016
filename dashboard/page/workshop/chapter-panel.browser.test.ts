/** The page on a fake stack, in a real Chromium: the workshop panel, and the diagram under high load. */
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { isBrowserMissing, launchBrowser } from '../../../tests/browser.fixture.ts'
import type { Chapter } from '../../protocol/chapter.ts'
import type { SeenRequest } from '../../protocol/events.ts'
import { type FakeLab, startFakeLab } from '../fake-lab.fixture.ts'

const paragraph = (text: string) => [{ kind: 'paragraph' as const, inlines: [text] }]
const chapter: Chapter = {
  number: 5,
  title: 'Three servers',
  minutes: 15,
  parts: {
    question: paragraph('<img src=x onerror="window.isBroken = 1">'),
    predict: paragraph('How many?'),
    do: [{ kind: 'paragraph', inlines: [{ kind: 'do', inlines: ['Kill one'], target: 'kill=replica-2' }] }],
    observe: [{ kind: 'paragraph', inlines: [{ kind: 'see', inlines: ['It is down'], target: 'down=replica-2' }] }],
    explain: paragraph('That is why.'),
    exercise: paragraph('Now you.'),
  },
  choices: [['None.'], ['All.']],
  answer: 1,
}

describe.skipIf(isBrowserMissing)('the page on a fake stack in Chromium', () => {
  let lab: FakeLab
  let browser: Browser
  let page: Page
  beforeAll(async () => {
    browser = await launchBrowser()
    lab = await startFakeLab({
      en: [chapter, { ...chapter, number: 6, title: 'Sticky' }],
      ko: [{ ...chapter, title: '서버 세 대' }],
    })
  })
  afterAll(async () => {
    await browser?.close()
    await lab?.close()
  })
  beforeEach(async () => {
    page = await (await browser.newContext({ locale: 'en-GB' })).newPage()
    await page.goto(`${lab.origin}/lab/#chapter=5`)
    await page.waitForSelector('[data-chapter="5"] [data-prepared="true"]')
  })
  afterEach(() => page.context().close())

  it('asks for a prediction before it explains, and remembers it', async () => {
    const explains = () => page.locator('[data-part="explain"]').textContent()
    expect(await explains()).not.toContain('That is why.')
    await page.locator('[data-choice="0"]').check()
    await page.locator('[data-action="predict"]').click()
    await page.waitForSelector('[data-predicted="0"]')
    for (const when of ['at once', 'after a reload']) {
      expect(await explains(), when).toMatch(/You predicted: None\..*The lab shows: All\..*That is why\./s)
      await page.reload()
      await page.waitForSelector('[data-predicted="0"]')
    }
    await page.locator('[data-action="predict-again"]').click()
    expect(await explains()).not.toContain('That is why.')
  })

  it('performs the steps of a chapter, and ticks observations', async () => {
    expect(await page.locator('[data-see]').getAttribute('data-seen')).toBe('false')
    await page.locator('[data-do="kill=replica-2"]').click()
    await page.waitForSelector('[data-see="down=replica-2"][data-seen="true"]')
  })

  it('reports all replicas as up only when they are', async () => {
    const beginning = page.locator('[data-prepared]')
    expect(await beginning.textContent()).toContain('all replicas up')
    await page.locator('[data-do="kill=replica-2"]').click()
    await page.waitForSelector('[data-node="replica-2"][data-state="down"]')
    lab.breakStack(true)
    try {
      await page.locator('[data-action="next-chapter"]').click()
      await page.waitForSelector('[data-chapter="6"] [data-action="restore"]')
      expect(await beginning.textContent()).toMatch(/could not be reset for this chapter; not up: replica-2\./)
      expect(await beginning.textContent()).not.toContain('all replicas up')
    } finally {
      lab.breakStack(false)
    }
    await page.locator('[data-action="restore"]').click()
    await page.waitForSelector('[data-prepared="true"]')
    expect(await beginning.textContent()).toContain('all replicas up')
  })

  it('switches chapters and languages, and never interprets text as markup', async () => {
    await page.locator('[data-action="next-chapter"]').click()
    await page.waitForSelector('[data-chapter="6"]')
    await page.locator('[data-set="chapter"]').selectOption('5')
    await page.locator('[data-set="language"]').selectOption('ko')
    await page.locator('h3', { hasText: '서버 세 대' }).waitFor()
    expect(await page.locator('[data-part="question"]').textContent()).toContain('<img src=x')
    expect(await page.evaluate(() => Reflect.get(window, 'isBroken'))).toBeUndefined()
  })

  it('counts every request under high load, shows a sample, and shows its percentage', async () => {
    const request: SeenRequest = {
      ...{ id: 'other', mode: 'memory', method: 'GET', path: '/memory/me', status: 200, replica: 'replica-1' },
      ...{ inVain: [], tookMs: 1, bytesSent: 1, bytesReceived: 1 },
    }
    const load = setInterval(() => lab.publishRequests(Array.from({ length: 100 }, () => request)), 50)
    try {
      // Until one full second of load was counted.
      await expect
        .poll(async () => Number(await page.locator('[data-flow]').getAttribute('data-flow')), { timeout: 20_000 })
        .toBeGreaterThan(500)
      const [flow, shown] = await page
        .locator('[data-flow]')
        .evaluate(({ dataset }) => [Number(dataset['flow']), Number(dataset['shown'])])
      expect(shown).toBeLessThan((flow ?? 0) / 2)
      expect(await page.locator('[data-flow]').textContent()).toMatch(/showing \d+ % of them/)
    } finally {
      clearInterval(load)
    }
  })

  it('reloads itself after one of its files failed to load', async () => {
    let tries = 0
    await page.route('**/lab/diagram/diagram.ts', (route) => {
      tries += 1
      return tries === 1 ? route.abort() : route.continue()
    })
    await page.goto('about:blank')
    await page.goto(`${lab.origin}/lab/`)
    await page.waitForSelector('[data-node="replica-3"][data-state="up"]')
    expect(tries).toBe(2)
  })

  it('reconnects to its events after an error response, which an EventSource does not do by itself', async () => {
    let tries = 0
    await page.route('**/lab/api/events', (route) => {
      tries += 1
      return tries === 1 ? route.fulfill({ status: 502 }) : route.continue()
    })
    await page.goto('about:blank')
    await page.goto(`${lab.origin}/lab/`)
    await page.waitForSelector('[data-node="replica-3"][data-state="up"]')
    expect(tries).toBe(2)
  })
})
