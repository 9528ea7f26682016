/** report.html in a real Chromium, as a reader has it: from a file, in each language, theme and width, and on paper. */

import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { History } from '../../../bench/history/history.ts'
import { hostileHistory } from '../../../bench/history/hostile-run.fixture.ts'
import { scenarioHistory } from '../../../bench/run/scenario-run.fixture.ts'
import { loadScenario } from '../../../bench/scenarios/scenario-file.ts'
import { isBrowserMissing, launchBrowser } from '../../../tests/browser.fixture.ts'
import { buildReport } from '../model/build-report.ts'
import { renderHtml } from './report-page.ts'

const languages = ['en', 'ko']
const themes = ['light', 'dark']
/** Of paper: A4 and Letter between the usual margins. */
const widths = { screen: [360, 390, 1024, 1200], print: [717, 739] }

/** Between them they have every section, and whatever is wide. */
const histories = {
  hostile: hostileHistory(),
  faults: await madeUp('scale-in', ['memory-consistent-hash', 'cluster-sync', 'redis']),
  windows: await madeUp('revocation', ['cluster-sync', 'jwt-denylist', 'jwt-refresh']),
  sweep: await madeUp('scaling', ['cluster-sync', 'redis']),
}

async function madeUp(scenario: string, modes: string[]): Promise<History> {
  return scenarioHistory({ ...(await loadScenario(scenario)), modes })
}

describe.skipIf(isBrowserMissing)('report.html in Chromium', () => {
  let folder: string
  let browser: Browser
  let page: Page
  /** What the page said on its console, and what it asked for. */
  let said: string[]
  let asked: string[]
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'report-page-'))
    for (const [name, history] of Object.entries(histories))
      await writeFile(join(folder, `${name}.html`), renderHtml(buildReport(history)))
    browser = await launchBrowser()
  })
  afterAll(async () => {
    await browser?.close()
    await rm(folder, { recursive: true })
  })
  beforeEach(async () => {
    page = await browser.newPage()
    said = []
    asked = []
    page.on('console', (message) => said.push(message.text()))
    page.on('pageerror', (error) => said.push(error.message))
    page.on('request', (request) => asked.push(request.url()))
  })
  afterEach(() => page.close())

  async function open(name: string): Promise<string> {
    const address = pathToFileURL(join(folder, `${name}.html`)).href
    await page.goto(address)
    return address
  }

  async function choose(language: string, theme: string): Promise<void> {
    await page.locator(`#language-${language}`).check()
    await page.locator(`#theme-${theme}`).check()
  }

  describe.each(Object.keys(histories))('of the run "%s"', (name) => {
    it('says nothing on the console, and asks for nothing but itself', async () => {
      const address = await open(name)
      for (const language of languages) for (const theme of themes) await choose(language, theme)
      expect(said).toEqual([])
      expect(asked).toEqual([address])
    })

    it('has charts, and each says what it shows', async () => {
      await open(name)
      const charts = (await page.evaluate(`[...document.querySelectorAll('svg[role=img]')].map((chart) => ({
        says: document.getElementById(chart.getAttribute('aria-labelledby')).innerText,
        width: chart.getBoundingClientRect().width,
      }))`)) as { says: string; width: number }[]
      expect(charts.length).toBeGreaterThan(0)
      for (const { says, width } of charts) {
        expect(says).toMatch(/\S/)
        expect(width, says).toBeGreaterThan(100)
      }
    })

    it('is never wider than what it is read on', async () => {
      await open(name)
      for (const media of ['screen', 'print'] as const) {
        await page.emulateMedia({ media })
        for (const width of widths[media]) {
          await page.setViewportSize({ width, height: 900 })
          expect(await page.evaluate('document.documentElement.scrollWidth'), `${media}, ${width} px`).toBe(width)
        }
      }
    })
  })

  it('keeps in sight on a phone what each table is of, however far the table is scrolled', async () => {
    await page.setViewportSize({ width: 360, height: 900 })
    for (const name of Object.keys(histories)) {
      await open(name)
      const captions = (await page.evaluate(`[...document.querySelectorAll('.wide')].map((wide) => {
        wide.scrollLeft = wide.scrollWidth
        const caption = document.getElementById(wide.getAttribute('aria-labelledby'))
        const { left, right } = caption.getBoundingClientRect()
        return { says: caption.innerText, isInSight: left >= 0 && right <= innerWidth }
      })`)) as { says: string; isInSight: boolean }[]
      for (const { says, isInSight } of captions) expect(isInSight, says).toBe(true)
    }
  })

  it.each(languages.flatMap((language) => themes.map((theme) => [language, theme] as const)))(
    'has no serious fault that axe finds, in %s, %s',
    async (language, theme) => {
      const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
      const context = await browser.newContext({ bypassCSP: true })
      page = await context.newPage()
      for (const name of ['hostile', 'faults']) {
        await open(name)
        await choose(language, theme)
        await page.evaluate(axe)
        const found = await page.evaluate(`axe.run().then(({ violations }) => violations
          .filter(({ impact }) => impact === 'serious' || impact === 'critical')
          .map(({ id, nodes }) => id + ': ' + nodes[0].html))`)
        expect(found, name).toEqual([])
      }
      await context.close()
    },
  )

  it('shows one language at a time, and the theme that was chosen; on paper always the light one', async () => {
    await open('hostile')
    const heading = page.locator('#predictions')
    const colour = () => page.evaluate('getComputedStyle(document.body).backgroundColor')
    await choose('ko', 'dark')
    expect(await heading.innerText()).toBe('예측과 측정')
    expect(await colour()).toBe('rgb(20, 23, 28)')
    await page.emulateMedia({ media: 'print' })
    expect(await colour()).toBe('rgb(255, 255, 255)')
    await page.emulateMedia({ media: 'screen' })
    await choose('en', 'light')
    expect(await heading.innerText()).toBe('Prediction and measurement')
    expect(await colour()).toBe('rgb(255, 255, 255)')
  })

  it('remembers what was chosen, when it is opened again and in another report', async () => {
    await open('hostile')
    await choose('ko', 'dark')
    await page.reload()
    expect(await page.locator('#predictions').innerText()).toBe('예측과 측정')
    await open('faults')
    expect(await page.locator('#language-ko').isChecked()).toBe(true)
    expect(await page.locator('#theme-dark').isChecked()).toBe(true)
    await choose('en', 'dark')
    await open('hostile')
    expect(await page.locator('#predictions').innerText()).toBe('Prediction and measurement')
    expect(said).toEqual([])
  })

  it('does without where the browser keeps nothing', async () => {
    await page.addInitScript(`Object.defineProperty(window, 'localStorage', { get() { throw new Error('refused') } })`)
    await open('hostile')
    await choose('ko', 'dark')
    expect(await page.locator('#predictions').innerText()).toBe('예측과 측정')
    await page.reload()
    expect(await page.locator('#predictions').innerText()).toBe('Prediction and measurement')
    expect(said).toEqual([])
  })

  it('is reached by keyboard alone: first the way past everything else', async () => {
    await open('hostile')
    await page.keyboard.press('Tab')
    expect(await page.evaluate('document.activeElement.getAttribute("href")')).toBe('#main')
    await page.keyboard.press('Tab')
    await page.keyboard.press('ArrowRight')
    expect(await page.locator('#language-ko').isChecked()).toBe(true)
  })
})
