/**
 * A Chromium without Playwright: Playwright makes every tab keep its network data, event streams included, which would count
 * as the page's memory.
 */
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromiumPath } from '../../tests/browser.fixture.ts'

export interface BareChromium {
  /** Sends a command of the DevTools protocol to the tab. */
  send(method: string, params?: object): Promise<Record<string, unknown>>
  close(): Promise<void>
}

export async function openBare(url: string): Promise<BareChromium> {
  const profile = mkdtempSync(join(tmpdir(), 'bare-chromium-'))
  const args = ['--headless', '--no-sandbox', '--remote-debugging-port=0', `--user-data-dir=${profile}`]
  const child = spawn(chromiumPath(), [...args, '--window-size=1440,900', url], { stdio: ['ignore', 'ignore', 'pipe'] })
  const ended = new Promise((resolve) => child.on('close', resolve))
  const host = await new Promise<string>((resolve, reject) => {
    let said = ''
    child.on('close', () => reject(new Error(`Chromium has ended: ${said}`)))
    child.stderr.on('data', (chunk) => {
      said += chunk
      const [, address] = /listening on ws:\/\/([^/]+)/.exec(said) ?? []
      if (address) resolve(address)
    })
  })
  const socket = new WebSocket(await tabAddress(host, url))
  await new Promise((resolve, reject) => {
    socket.addEventListener('open', resolve)
    socket.addEventListener('error', reject)
  })
  const waiting = new Map<number, (result: Record<string, unknown>) => void>()
  socket.addEventListener('message', ({ data }) => {
    const { id, result } = JSON.parse(`${data}`) as { id: number; result: Record<string, unknown> }
    waiting.get(id)?.(result)
    waiting.delete(id)
  })
  let asked = 0
  return {
    send: (method, params = {}) =>
      new Promise((resolve) => {
        asked += 1
        waiting.set(asked, resolve)
        socket.send(JSON.stringify({ id: asked, method, params }))
      }),
    close: async () => {
      socket.close()
      child.kill()
      await ended
      rmSync(profile, { recursive: true, force: true })
    },
  }
}

async function tabAddress(host: string, url: string): Promise<string> {
  for (;;) {
    const tabs = (await (await fetch(`http://${host}/json/list`)).json()) as {
      url: string
      webSocketDebuggerUrl: string
    }[]
    const tab = tabs.find((one) => one.url.startsWith(url))
    if (tab) return tab.webSocketDebuggerUrl
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}
