/** Every chapter in every language, in a real Chromium on a real stack: all steps work, all observations come true. */
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type RunningLab, startLab } from '../../../commands/cli/running-lab.fixture.ts'
import { isBrowserMissing, launchBrowser } from '../../../tests/browser.fixture.ts'
import { readChapters } from '../../../workshop/chapter-file.ts'

const [english, korean] = await Promise.all([readChapters('en'), readChapters('ko')])
const chapters = { en: english, ko: korean }

it('has the same chapters in both languages, with the same steps and answers', () => {
  const outline = (texts: typeof english) =>
    texts.map(({ number, minutes, answer, choices, parts }) => ({
      ...{ number, minutes, answer, choices: choices.length },
      steps: [...JSON.stringify([parts.do, parts.observe]).matchAll(/"target":"([^"]+)"/g)].map(([, target]) => target),
    }))
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

  async function openPage(language: string): Promise<Page> {
    const page = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage()
    await page.goto(lab.addresses[0] as string)
    await page.locator('[data-set="language"]').selectOption(language)
    return page
  }

  // All chapters share one page and one stack, so each must start correctly after the one before.
  describe.each(['en', 'ko'] as const)('%s', (language) => {
    let page: Page
    beforeAll(async () => {
      page = await openPage(language)
    })
    afterAll(() => page.context().close())

    it.each(chapters[language])('chapter $number: every observation comes true', async ({ number }) => {
      await open(page, number)
      await page.locator('[data-choice="0"]').check()
      await page.locator('[data-action="predict"]').click()
      await page.waitForSelector('[data-predicted="0"]')
      await playSteps(page)
    })
  })

  it('start from the same state, whatever was done before', async () => {
    const page = await openPage('en')
    await page.locator('[data-mode="sticky"]').check({ force: true })
    await page.locator('[data-action="login"][data-as="alice"]').click()
    await page.waitForSelector('[data-user="alice"]')
    await page.locator('[data-set="rate"]').fill('3')
    await page.locator('[data-verb="pause"][data-replica="replica-1"]').click()
    await page.locator('[data-verb="kill"][data-redis]').click()
    await page.locator('[data-verb="remove"][data-replica="replica-2"]').click()
    await page.waitForSelector('[data-node="replica-2"]', { state: 'detached' })
    await page.locator('[data-action="add-replica"]').click()
    await page.locator('[data-action="add-replica"]').click()
    await page.waitForSelector('[data-node="replica-4"]')
    await page.waitForSelector('[data-node="redis"][data-state="down"]')
    await open(page, 6)
    const parts = await page
      .locator('[data-node][data-state]')
      .evaluateAll((nodes) =>
        nodes.map((node) => `${node.getAttribute('data-node')} ${node.getAttribute('data-state')}`).sort(),
      )
    expect(parts).toEqual(['nginx', 'redis', 'replica-1', 'replica-2', 'replica-3'].map((name) => `${name} up`))
    expect(await page.locator('[data-sent]').count()).toBe(0)
    expect(await page.locator('[data-holds]').getAttribute('data-holds')).toBe('nothing')
    expect(await page.locator('[data-seen="true"]').count()).toBe(0)
    await page.context().close()
  })
})

/** Resolves when the lab is reset for the chapter. */
async function open(page: Page, number: number): Promise<void> {
  // Selects another chapter first, since selecting the current one has no effect.
  const select = page.locator('[data-set="chapter"]')
  if ((await select.inputValue()) === `${number}`) await select.selectOption({ index: 1 })
  await select.selectOption(`${number}`)
  await page.waitForSelector(`[data-chapter="${number}"] [data-prepared="true"]`)
}

/** Clicks the steps and waits for the observations, in the order of the text. */
async function playSteps(page: Page): Promise<void> {
  const steps = page.locator('[data-do], [data-see]')
  const targets = await steps.evaluateAll((all) => all.map((step) => ({ ...(step as HTMLElement).dataset })))
  expect(targets.length).toBeGreaterThan(0)
  for (const [index, { do: target, see: observation }] of targets.entries()) {
    const step = steps.nth(index)
    if (target === undefined) {
      await expect.poll(() => step.getAttribute('data-seen'), { message: `${observation}` }).toBe('true')
    } else {
      await step.click()
      // The page disables its steps in the next frame, and enables them when the step is complete.
      await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))))
      await page.waitForSelector('[data-do]:not([disabled])')
    }
  }
}
