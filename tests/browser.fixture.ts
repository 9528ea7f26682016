/** A real Chromium for tests of pages: Debian's, or whatever LAB_CHROMIUM names. Without one such tests are skipped, by name. */
import { existsSync } from 'node:fs'
import { type Browser, chromium } from 'playwright-core'

const path = [
  process.env['LAB_CHROMIUM'],
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
].find((candidate) => candidate && existsSync(candidate))

/** With LAB_REQUIRE_BROWSER=1 its absence is a failure: the tests run, and say that they find none. */
export const isBrowserMissing = path === undefined && process.env['LAB_REQUIRE_BROWSER'] !== '1'

export function launchBrowser(): Promise<Browser> {
  // Root may not use its sandbox; the pages are our own.
  const args = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  return chromium.launch({ executablePath: chromiumPath(), args })
}

export function chromiumPath(): string {
  if (path === undefined)
    throw new Error('no Chromium found: install it (apt-get install chromium), or set LAB_CHROMIUM')
  return path
}
