/** `lab up` without a browser: which requests are admitted, what needs the key, and that nothing is left behind. */
import { existsSync } from 'node:fs'
import { request } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type RunningLab, startLab } from './cli/running-lab.fixture.ts'

let lab: RunningLab
let page: URL
let key: string
beforeAll(async () => {
  lab = await startLab('up', '--host', '0.0.0.0', '--modes', 'memory,jwt', '--replicas', '2')
  const [everyone, instructor] = lab.addresses
  page = new URL(everyone as string)
  key = new URL(instructor as string).hash.replace('#key=', '')
})
afterAll(() => lab.interrupt())

/** Unlike fetch, this request can send any Host header. */
function ask(
  path: string,
  headers: Record<string, string> = {},
  method = 'GET',
  body = '',
): Promise<number | undefined> {
  const options = { host: page.hostname, port: page.port, path, method, headers: { host: page.host, ...headers } }
  return new Promise((resolve, reject) => {
    request(options, (answer) => answer.resume().on('end', () => resolve(answer.statusCode)))
      .on('error', reject)
      .end(body)
  })
}
const post = (path: string, body: object) => (headers: Record<string, string>) =>
  ask(path, { origin: page.origin, 'content-type': 'application/json', ...headers }, 'POST', JSON.stringify(body))
const change = post('/lab/api/stack', { verb: 'kill', replica: 'replica-2' })
const setLoad = post('/lab/api/load', { mode: 'memory', client: 'browser', ratePerSecond: 2 })

describe('lab up --host 0.0.0.0', () => {
  it('serves the page without the key at the first printed address', async () => {
    const text = await (await fetch(page)).text()
    expect(text).toContain('<div id="app">')
    expect(key).toMatch(/^[\w-]{20,}$/)
    expect(text).not.toContain(key)
    expect((await fetch(page.origin, { redirect: 'manual' })).headers.get('location')).toBe('/lab/')
  })

  it('serves logins without the key, through nginx', async () => {
    const login = await fetch(`${page.origin}/memory/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ username: 'alice', password: 'alice-password' }),
    })
    expect(login.status).toBe(200)
    const cookie = login.headers.getSetCookie()[0]?.split(';')[0] as string
    const echo = await fetch(`${page.origin}/memory/lab-echo`, { headers: { cookie } })
    expect(await echo.json()).toEqual({ cookie })
  })

  it('changes the stack and the load only for requests with the key, from the page, under a known host name', async () => {
    for (const use of [change, setLoad]) {
      expect(await use({})).toBe(403)
      expect(await use({ 'x-lab-key': 'wrong' })).toBe(403)
      expect(await use({ 'x-lab-key': key, origin: 'http://evil.example' })).toBe(403)
      expect(await use({ 'x-lab-key': key, host: `evil.example:${page.port}` })).toBe(421)
      expect(await use({ 'x-lab-key': key })).toBe(204)
    }
  })

  it('refuses an unknown host name (DNS rebinding)', async () => {
    expect(await ask('/lab/')).toBe(200)
    expect(await ask('/lab/', { host: `evil.example:${page.port}` })).toBe(421)
  })

  it('stops the stack and removes its logs at Ctrl-C', async () => {
    const [, logs = ''] = /^logs: (.*)$/m.exec(lab.output()) ?? []
    expect(existsSync(logs)).toBe(true)
    expect(await lab.interrupt()).toBe(130)
    expect(existsSync(logs)).toBe(false)
    await expect(fetch(page)).rejects.toThrow()
  })
})

describe('lab up with wrong options', () => {
  it.each([
    [['--modes', 'memory,nowhere'], /--modes: unknown mode nowhere: choose from basic, memory/],
    [['--replicas', '7'], /--replicas 7: expected a whole number from 1 to 6/],
    [['--host', 'localhost'], /--host localhost: expected an IPv4 address such as 127\.0\.0\.1/],
    [['--port', '99999'], /--port 99999: expected a whole number from 1 to 65535/],
  ])('refuses %j before anything is started', async (args, message) => {
    const started = startLab('up', ...args)
    await expect(started).rejects.toThrow(message)
    await expect(started).rejects.not.toThrow('logs: ')
  })
})
