/** Every chapter, in every language, played in a real Chromium on a real stack: what it says will be seen is seen. */
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isBrowserMissing, launchBrowser } from '../../../browser.fixture.ts'
import { type RunningLab, startLab } from '../../../commands/up.fixture.ts'
import { readChapters } from '../../../workshop/chapter-file.ts'

const [english, korean] = await Promise.all([readChapters('en'), readChapters('ko')])
const played = [
  ...english.map(({ number }) => ({ language: 'en', number })),
  ...korean.map(({ number }) => ({ language: 'ko', number })),
]

it('has the same chapters in both languages, with the same answers', () => {
  const outline = (chapters: typeof english) =>
    chapters.map(({ number, minutes, answer, choices }) => ({ number, minutes, answer, choices: choices.length }))
  expect(english.length).toBeGreaterThan(0)
  expect(outline(korean)).toEqual(outline(english))
})

describe.skipIf(isBrowserMissing)('the chapters in Chromium', () => {
  let lab: RunningLab
  let browser: Browser
  beforeAll(async () => {
    browser = await launchBrowser()
    lab = await startLab('workshop')
  })
  afterAll(async () => {
    await browser?.close()
    await lab?.interrupt()
  })

  it.each(played)('$language, chapter $number: everything it promises comes true', async ({ language, number }) => {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
    try {
      const page = await context.newPage()
      await page.goto(lab.addresses[0] as string)
      await page.waitForSelector('[data-node="replica-3"][data-state="up"]')
      await page.locator('[data-set="language"]').selectOption(language)
      await page.locator('[data-set="chapter"]').selectOption(`${number}`)
      await page.waitForSelector(`[data-chapter="${number}"] [data-part="do"]`)
      await page.locator('[data-choice="0"]').check()
      await page.locator('[data-action="predict"]').click()
      await page.waitForSelector('[data-predicted="0"]')
      await playSteps(page)
    } finally {
      await context.close()
    }
  })
})

/** In the order of the text: clicks what is to be done, waits for what is to be seen. */
async function playSteps(page: Page): Promise<void> {
  const steps = page.locator('[data-do], [data-see]')
  const count = await steps.count()
  expect(count).toBeGreaterThan(0)
  for (let place = 0; place < count; place += 1) {
    const step = steps.nth(place)
    const target = await step.getAttribute('data-do')
    if (target === null) {
      const sign = await step.getAttribute('data-see')
      await expect.poll(() => step.getAttribute('data-seen'), { message: `${sign}`, timeout: 15_000 }).toBe('true')
    } else {
      await step.click()
      // The page shows that it is busy in its next frame, and ends that when it is done.
      await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))))
      await page.waitForSelector('[data-do]:not([disabled])')
    }
  }
}
