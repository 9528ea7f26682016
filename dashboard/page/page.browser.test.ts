/** The live page in a real Chromium, on a real stack. */
import { readFileSync } from 'node:fs'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type RunningLab, startLab } from '../../commands/cli/running-lab.fixture.ts'
import { isBrowserMissing, launchBrowser } from '../../tests/browser.fixture.ts'

describe.skipIf(isBrowserMissing)('the live page in Chromium', () => {
  let lab: RunningLab
  let browser: Browser
  let page: Page
  let failures: string[]
  beforeAll(async () => {
    browser = await launchBrowser()
    lab = await startLab('up')
  })
  afterAll(async () => {
    await browser?.close()
    await lab?.interrupt()
  })
  beforeEach(async () => {
    // The page's policy would block the scripts of Playwright and axe.
    const context = await browser.newContext({ bypassCSP: true, viewport: { width: 1440, height: 900 } })
    page = await context.newPage()
    failures = []
    page.on('pageerror', (error) => failures.push(error.message))
    await page.goto(lab.addresses[0] as string)
    await page.waitForSelector('[data-node="replica-3"][data-state="up"]')
  })
  afterEach(async () => {
    await page.context().close()
    expect(failures).toEqual([])
  })

  const choose = (mode: string) => page.locator(`[data-mode="${mode}"]`).check({ force: true })
  const act = (action: string) => page.locator(`[data-action="${action}"]`).click()
  async function logIn(user: string): Promise<void> {
    await page.locator(`[data-action="login"][data-as="${user}"]`).click()
    await page.waitForSelector(`[data-user="${user}"]`)
  }
  /** Clicks a button, and returns the response that the page shows. */
  async function ask(action: string): Promise<{ status: string; replica: string; reason: string }> {
    const before = await page.locator('[data-requests]').getAttribute('data-requests')
    await act(action)
    await page.waitForSelector(`[data-requests]:not([data-requests="${before}"])`)
    await page.waitForSelector(`[data-action="me"]:not([disabled])`)
    const {
      status = '',
      replica = '',
      reason = '',
    } = await page
      .locator('[data-exchange]')
      .first()
      .evaluate(({ dataset }) => ({ ...dataset }) as Record<string, string>)
    return { status, replica, reason }
  }

  it('loses a login in memory at the second replica', async () => {
    await choose('memory')
    await logIn('alice')
    const issuedBy = await page
      .locator('[data-mine="alice"]')
      .evaluate((one) => one.closest('[data-node]')?.getAttribute('data-node'))
    const { status, replica, reason } = await ask('me')
    expect([status, reason]).toEqual(['401', 'unknown-session'])
    expect(replica).not.toBe(issuedBy)
    await page.waitForSelector('[data-lost="alice"]')
    expect(await page.locator('[data-holds]').getAttribute('data-holds')).toBe('nothing')
    expect((await ask('me')).reason).toBe('missing')
  })

  it('keeps a login with sticky sessions until its replica is killed', async () => {
    await choose('sticky')
    await logIn('bob')
    const replicas = new Set<string>()
    for (let n = 0; n < 4; n += 1) {
      const { status, replica } = await ask('me')
      expect(status).toBe('200')
      replicas.add(replica)
    }
    expect(replicas.size).toBe(1)
    const [home] = replicas
    await page.locator(`[data-verb="kill"][data-replica="${home}"]`).click()
    await page.waitForSelector(`[data-node="${home}"][data-state="down"]`)
    expect((await ask('me')).status).toBe('401')
    await page.locator(`[data-verb="start"][data-replica="${home}"]`).click()
    await page.waitForSelector(`[data-node="${home}"][data-state="up"]`, { timeout: 30_000 })
  })

  it('keeps a login in Redis; while Redis is down, the answer is 503 and the login survives', async () => {
    await choose('redis')
    await logIn('alice')
    for (let n = 0; n < 3; n += 1) expect((await ask('me')).status).toBe('200')
    await page.locator('[data-verb="kill"][data-redis]').click()
    await page.waitForSelector('[data-node="redis"][data-state="down"]')
    expect(await ask('me')).toMatchObject({ status: '503', reason: 'store-unavailable' })
    await page.locator('[data-verb="start"][data-redis]').click()
    await page.waitForSelector('[data-node="redis"][data-state="up"]')
    await expect.poll(async () => (await ask('me')).status).toBe('200')
  })

  it('decodes a token, shows that a forged one is refused, and that a logout does not stop an attacker with a copy', async () => {
    await choose('jwt')
    await logIn('alice')
    const payload = JSON.parse((await page.locator('[data-payload]').getAttribute('data-payload')) as string)
    expect(payload).toMatchObject({ name: 'alice', role: 'user' })
    await act('steal')
    expect((await ask('logout')).status).toBe('204')
    await act('attacker')
    await page.waitForSelector('[data-attacker="ok"][data-status="200"]')
    await logIn('alice')
    await act('forge')
    await page.waitForSelector('[data-payload*="admin"]')
    expect(await ask('admin')).toMatchObject({ status: '401', reason: 'bad-signature' })
  })

  it('forbids changing another user’s post and opening the admin page', async () => {
    await choose('cluster-sync')
    await logIn('bob')
    expect(await ask('post-other')).toMatchObject({ status: '403', reason: 'not-the-author' })
    expect(await ask('admin')).toMatchObject({ status: '403', reason: 'not-an-admin' })
    await logIn('admin')
    expect((await ask('admin')).status).toBe('200')
    expect((await ask('logout-all')).status).toBe('204')
  })

  it('shows measurement beside prediction, and adds and removes a replica', async () => {
    await choose('memory')
    await page.locator('[data-set="client"]').selectOption('frozen')
    await page.locator('[data-set="rate"]').fill('8')
    await page.waitForSelector('[data-shown]:not([data-shown="0"])')
    await expect.poll(() => page.locator('.bar.predicted').getAttribute('data-rate'), { timeout: 60_000 }).toBe('66.7')
    await page.waitForSelector('[data-cause="wrong-replica"]', { timeout: 60_000 })
    await act('add-replica')
    await page.waitForSelector('[data-node="replica-4"][data-state="up"]', { timeout: 30_000 })
    await expect.poll(() => page.locator('.bar.predicted').getAttribute('data-rate')).toBe('75.0')
    await page.locator('[data-verb="remove"][data-replica="replica-4"]').click()
    await page.waitForSelector('[data-node="replica-4"]', { state: 'detached', timeout: 30_000 })
    await page.locator('[data-set="rate"]').fill('0')
    await page.waitForSelector('[data-sent]', { state: 'detached' })
  })

  it('runs no script that users write', async () => {
    await choose('jwt')
    await logIn('alice')
    await page.evaluate(async () => {
      const login = await fetch('/jwt/login', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ username: 'bob', password: 'bob-password' }),
      })
      const { access_token } = (await login.json()) as { access_token: string }
      await fetch('/jwt/posts', {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${access_token}` },
        body: JSON.stringify({
          title: '<img src=x onerror="window.isBroken = 1">',
          body: '</pre><script>window.isBroken = 1</script>',
        }),
      })
    })
    expect((await ask('posts')).status).toBe('200')
    expect(await page.locator('.last pre').textContent()).toContain('onerror')
    expect(await page.locator('#app img[src="x"], #app script').count()).toBe(0)
    expect(await page.evaluate(() => Reflect.get(window, 'isBroken'))).toBeUndefined()
  })

  it.each([
    [1440, 900, 'dark', 'en'],
    [1024, 768, 'light', 'ko'],
    [720, 450, 'dark', 'ko'], // 1440 × 900 at 200 %
    [360, 740, 'light', 'en'],
  ] as const)('fits %i × %i, %s, in %s, and axe finds no serious violation', async (width, height, theme, language) => {
    await page.setViewportSize({ width, height })
    await page.locator('[data-set="theme"]').selectOption(theme)
    await page.locator('[data-set="language"]').selectOption(language)
    await choose('jwt')
    await logIn('alice')
    await ask('me')
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width)
    expect(await page.locator('html').getAttribute('lang')).toBe(language)
    expect(await seriousViolations(page)).toEqual([])
  })

  it('is usable by keyboard alone', async () => {
    await page.keyboard.press('Tab')
    expect(await focused(page)).toBe('#diagram')
    await page.locator('[data-mode="memory"]').focus()
    await page.keyboard.press('ArrowRight')
    await page.waitForSelector('[data-mode="sticky"]:checked', { state: 'attached' })
    const reached = new Set<string>()
    for (let n = 0; n < 40; n += 1) {
      await page.keyboard.press('Tab')
      reached.add(await focused(page))
    }
    for (const control of [
      'login alice',
      'me',
      'logout',
      'rate',
      'client',
      'kill replica-1',
      'pause redis',
      'add-replica',
    ])
      expect([...reached]).toContain(control)
    await page.locator('[data-action="login"][data-as="alice"]').focus()
    await page.keyboard.press('Enter')
    await page.waitForSelector('[data-user="alice"]')
  })

  it('reconnects by itself after a restart of the lab', async () => {
    const { port } = new URL(lab.addresses[0] as string)
    await lab.interrupt()
    await page.waitForSelector('[data-connection="offline"]', { timeout: 60_000 })
    lab = await startLab('up', '--port', port)
    await page.waitForSelector('[data-connection="online"]', { timeout: 60_000 })
    await page.waitForSelector('[data-node="replica-3"][data-state="up"]')
    await choose('memory')
    await logIn('alice')
    await page.locator('[data-verb="pause"][data-replica="replica-3"]').click()
    await page.waitForSelector('[data-node="replica-3"][data-state="paused"]')
    await page.locator('[data-verb="resume"][data-replica="replica-3"]').click()
    await page.waitForSelector('[data-node="replica-3"][data-state="up"]')
  })

  it('draws no frames while idle', async () => {
    await page.waitForTimeout(1_000)
    const frames = () => page.locator('canvas').evaluate((canvas) => (canvas as HTMLCanvasElement).dataset['frames'])
    const before = await frames()
    await page.waitForTimeout(1_500)
    expect(await frames()).toBe(before)
  })
})

/** Describes the focused control by its action and part. */
function focused(page: Page): Promise<string> {
  return page.evaluate(() => {
    const { dataset, hash } = document.activeElement as HTMLAnchorElement
    const { action, as, set, verb, replica, redis, mode } = dataset
    const part = as ?? replica ?? (redis === undefined ? undefined : 'redis')
    return [action ?? set ?? verb ?? mode ?? hash, part].filter((word) => word !== undefined).join(' ')
  })
}

const axe = readFileSync(new URL(import.meta.resolve('axe-core/axe.min.js')), 'utf8')

/** Violations that axe-core rates serious or critical, by rule and element. */
async function seriousViolations(page: Page): Promise<string[]> {
  await page.addScriptTag({ content: axe })
  return page.evaluate(async () => {
    const { violations } = await (
      Reflect.get(window, 'axe') as {
        run(): Promise<{
          violations: { id: string; impact: string; nodes: { target: string[]; failureSummary: string }[] }[]
        }>
      }
    ).run()
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id} ${target}: ${failureSummary}`))
  })
}
