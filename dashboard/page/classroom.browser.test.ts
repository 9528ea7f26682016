/** The page in a classroom, in a real Chromium: everyone can open it, but only the key gives the controls. */
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { isBrowserMissing, launchBrowser } from '../../tests/browser.fixture.ts'
import { type FakeLab, startFakeLab } from './fake-lab.fixture.ts'

describe.skipIf(isBrowserMissing)('the page in a classroom', () => {
  let lab: FakeLab
  let browser: Browser
  let page: Page
  beforeAll(async () => {
    browser = await launchBrowser()
    lab = await startFakeLab({ en: [], ko: [] }, false)
  })
  afterAll(async () => {
    await browser?.close()
    await lab?.close()
  })
  beforeEach(async () => {
    page = await (await browser.newContext({ locale: 'en-GB' })).newPage()
  })
  afterEach(() => page.context().close())

  const open = async (hash: string) => {
    await page.goto(`${lab.origin}/lab/${hash}`)
    await page.waitForSelector('[data-node="replica-3"][data-state="up"]')
  }
  const verbs = () => page.locator('[data-verb], [data-action="add-replica"]').count()

  it.each([
    ['without a key', ''],
    ['with a wrong key', '#key=guessed'],
  ])('shows the lab %s, without the controls', async (_key, hash) => {
    await open(hash)
    expect(await verbs()).toBe(0)
    expect(await page.locator('[data-set="rate"]').isDisabled()).toBe(true)
    expect(await page.locator('[data-set="client"]').isDisabled()).toBe(true)
    expect(await page.locator('[data-action="login"]').first().isEnabled()).toBe(true)
    const status = await page.evaluate(async () => {
      const headers = { 'content-type': 'application/json' }
      const body = JSON.stringify({ verb: 'add-replica' })
      return (await fetch('/lab/api/stack', { method: 'POST', headers, body })).status
    })
    expect(status).toBe(403)
    expect(lab.acted).toEqual([])
  })

  it('has the controls when it is opened with the key, hides the key, and keeps it after a reload', async () => {
    await open('#key=key')
    expect(page.url()).not.toContain('key')
    expect((await page.content()).includes('content="key"')).toBe(false)
    await page.reload()
    await page.waitForSelector('[data-node="replica-3"][data-state="up"]')
    expect(await verbs()).toBeGreaterThan(0)
    await page.locator('[data-verb="kill"][data-replica="replica-2"]').click()
    await expect.poll(() => lab.acted).toEqual([{ verb: 'kill', replica: 'replica-2' }])
  })
})
