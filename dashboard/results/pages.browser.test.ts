/** The pages of `lab serve`, the comparison among them, in a real Chromium: as a reader meets them. */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type LiteralRun, literalRun } from '../../analysis/compare/literal-side.fixture.ts'
import { isBrowserMissing, launchBrowser } from '../../tests/browser.fixture.ts'
import { buildResultsServer } from './results-server.ts'
import { openRunsFolder } from './runs-folder.ts'

const readings = [
  ['en', 'light'],
  ['ko', 'dark'],
] as const

describe.skipIf(isBrowserMissing)('the pages of lab serve in Chromium', () => {
  let folder: string
  let server: ReturnType<typeof buildResultsServer>
  let origin: string
  let browser: Browser
  let page: Page
  /** Console messages of the page, and requests to other origins. */
  let unexpected: string[]
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'serve-pages-'))
    const { environment } = literalRun().report
    const other = { environment: { ...environment, nginx: '1.30.6' } }
    for (const value of [100, 101, 102, 103, 104, 105]) {
      await put(`before-${value}`, { goodput: [value] })
      await put(`after-${value}`, { goodput: [value * 0.8], change: other })
    }
    await put('broken', { change: { verdict: 'no verdict' as 'pass' } })
    server = buildResultsServer({ folder: openRunsFolder(folder), refusalOf: () => undefined })
    origin = await server.listen({ host: '127.0.0.1', port: 0 })
    browser = await launchBrowser()
  })
  afterAll(async () => {
    await browser?.close()
    await server.close()
    await rm(folder, { recursive: true })
  })
  beforeEach(async () => {
    page = await newPage()
  })
  afterEach(async () => {
    await page.context().close()
    expect(unexpected).toEqual([])
  })

  async function put(name: string, run: LiteralRun): Promise<void> {
    await mkdir(join(folder, 'by-hand', name), { recursive: true })
    await writeFile(join(folder, 'by-hand', name, 'report.json'), JSON.stringify(literalRun(run).report))
  }

  async function newPage(bypassCSP = false): Promise<Page> {
    const context = await browser.newContext({ bypassCSP, viewport: { width: 390, height: 800 } })
    const opened = await context.newPage()
    unexpected = []
    opened.on('console', (message) => unexpected.push(message.text()))
    opened.on('pageerror', (error) => unexpected.push(error.message))
    opened.on('request', (request) => {
      const url = request.url()
      if (!url.startsWith(origin) && !url.startsWith('data:')) unexpected.push(url)
    })
    return opened
  }

  /** Selects runs and clicks the button. */
  async function compare(): Promise<void> {
    await page.goto(origin)
    for (const side of ['before', 'after'])
      for (const box of await page.locator(`[name=${side === 'before' ? 'a' : 'b'}][value*=${side}]`).all())
        await box.check()
    await page.locator('.compare button').click()
    await page.waitForURL('**/compare?**')
  }
  const open = { list: () => page.goto(origin), comparison: compare }

  async function choose(language: string, theme: string): Promise<void> {
    await page.locator(`#language-${language}`).check()
    await page.locator(`#theme-${theme}`).check()
  }

  it('link from the list to a report and back, and compare the selected runs', async () => {
    await open.list()
    expect(await page.locator('main').innerText()).toMatch(/12 runs/)
    expect(await page.locator('main').innerText()).toMatch(/broken: .*is a damaged report/)
    await page
      .getByRole('link', { name: /^2026-01-01/ })
      .first()
      .click()
    await page.getByRole('heading', { name: 'Prediction and measurement' }).waitFor()
    await compare()
    expect(await page.locator('header').innerText()).toMatch(/A: by-hand 6 runs.*of 8 figures 0 better, 2 worse/s)
    expect(await page.locator('header').innerText()).toMatch(/nginx differs: 1\.22\.1 in A, 1\.30\.6 in B/)
  })

  it('show only the runs that match the filter', async () => {
    await open.list()
    await page.locator('[name=mode]').selectOption('jwt')
    await page.locator('form.filter button').click()
    await page.waitForURL('**mode=jwt')
    expect(await page.locator('[name=mode]').inputValue()).toBe('jwt')
    expect(await page.locator('tbody tr').count()).toBe(12)
  })

  it('draw A above B, each at its own values', async () => {
    await compare()
    const dots = page.locator('[aria-labelledby="goodput-0"] circle')
    const places = await dots.evaluateAll((circles) => circles.map((circle) => circle.getBoundingClientRect()))
    const [a, b] = places.map(({ x, y }) => ({ x, y }))
    expect(a?.y).toBeLessThan(b?.y as number)
    expect(b?.x).toBeLessThan(a?.x as number)
  })

  describe.each(['list', 'comparison'] as const)('the %s', (name) => {
    it.each(readings)('fits a phone, in %s, %s, and axe finds no serious violation', async (language, theme) => {
      await page.context().close()
      page = await newPage(true) // the page's policy would block axe
      await open[name]()
      await choose(language, theme)
      expect(await page.locator('h1').innerText()).toMatch(language === 'ko' ? /[가-힣]/ : /^[A-Z]/)
      for (const width of [360, 390, 1200]) {
        await page.setViewportSize({ width, height: 800 })
        expect(await page.evaluate('document.documentElement.scrollWidth'), `${width} px`).toBe(width)
      }
      await page.evaluate(await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8'))
      const found = await page.evaluate(`axe.run().then(({ violations }) => violations
        .filter(({ impact }) => impact === 'serious' || impact === 'critical')
        .map(({ id, nodes }) => id + ': ' + nodes[0].html))`)
      expect(found).toEqual([])
    })
  })
})
