import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { LoadRequest, StackAction } from '../protocol/requests.ts'
import { buildDashboard, type Dashboard } from './dashboard.ts'

const key = 'the-key-of-this-lab'
const host = '127.0.0.1:8080'
const own = { host, origin: `http://${host}` }
const mode = {
  name: 'memory',
  strategy: 'memory',
  policy: 'round-robin',
  summary: '',
  sessionLivesIn: 'replica',
  credential: 'cookie',
  asksStore: false,
  maxRatePerSecond: 500,
} as const

let acted: StackAction[]
let wishes: LoadRequest[]
let failure: Error | undefined
let dashboard: Dashboard
const build = (servesKey: boolean) =>
  buildDashboard({
    hosts: new Set([host]),
    key,
    servesKey,
    info: { modes: [mode], users: [], versions: { nginx: '1.22.1' }, maxReplicas: 6 },
    origin: () => 'http://127.0.0.1:1',
    chapters: { en: [] },
    stack: {
      replicas: [],
      hasRedis: false,
      act: async (action) => {
        acted.push(action)
        if (failure) throw failure
      },
    },
    load: {
      set: (wish) => void wishes.push(wish),
      restartCount: () => {},
      view: () => ({
        ...{ mode: 'memory', client: 'browser', ratePerSecond: 0, replicas: 3 },
        ...{ judged: 0, mismatches: 0, causes: {}, unavailable: 0, sentPerSecond: 0 },
      }),
    },
  })
beforeEach(() => {
  acted = []
  wishes = []
  failure = undefined
  dashboard = build(true)
})
afterEach(() => dashboard.close())

const get = (url: string, headers: Record<string, string> = {}) =>
  dashboard.app.inject({ url, headers: { host, ...headers } })
const post = (url: string, payload: object, headers: Record<string, string> = { 'x-lab-key': key }) =>
  dashboard.app.inject({ method: 'POST', url, payload, headers: { ...own, ...headers } })

describe('the live page', () => {
  it('allows no script but its own, and takes no text for markup', async () => {
    const { headers, body } = await get('/lab/')
    expect(headers['content-security-policy']).toMatch(/script-src 'self' 'sha256-[\w+/=]+';/)
    expect(headers['content-security-policy']).toContain("default-src 'none'")
    expect(headers['content-security-policy']).toContain("require-trusted-types-for 'script'")
    expect(headers['x-frame-options']).toBe('DENY')
    expect(body).not.toMatch(/<script(?! type="(importmap|module)")/)
    expect(body).not.toMatch(/https?:\/\//)
  })

  it('contains the key only where it is configured to', async () => {
    expect((await get('/lab/')).body).toContain(`<meta name="lab-key" content="${key}" />`)
    await dashboard.close()
    dashboard = build(false)
    expect((await get('/lab/')).body).not.toContain(key)
  })

  it('consists of files that a browser can run, and every imported file is served', async () => {
    const seen = new Set<string>()
    const queue = ['load-page.ts', 'start.ts', 'style.css', 'icon.svg']
    for (let path = queue.shift(); path !== undefined; path = queue.shift()) {
      if (seen.has(path)) continue
      seen.add(path)
      const { statusCode, body, headers } = await get(`/lab/${path}`)
      expect(statusCode, path).toBe(200)
      if (!/javascript/.test(`${headers['content-type']}`)) continue
      expect(body, path).not.toMatch(/^(import|export) type/m)
      for (const [, to = ''] of body.matchAll(/from\s*['"]([^'"]+)['"]/g)) {
        if (to.startsWith('.')) queue.push(new URL(to, `http://lab/${path}`).pathname.slice(1))
        else
          queue.push(
            `modules/${{ preact: 'preact', 'preact/hooks': 'hooks', htm: 'htm', 'htm/preact': 'htm-preact' }[to]}.mjs`,
          )
      }
    }
    expect(seen.size).toBeGreaterThan(15)
  })

  it.each([
    '../dashboard.ts',
    '..%2fdashboard.ts',
    'index.html',
    'token.test.ts',
    'fake-lab.fixture.ts',
    'tsconfig.json',
    'modules/fastify.mjs',
  ])('does not serve %s', async (path) => expect((await get(`/lab/${path}`)).statusCode).toBe(404))

  it('answers 304 for an unchanged file', async () => {
    const { etag } = (await get('/lab/start.ts')).headers
    expect((await get('/lab/start.ts', { 'if-none-match': `${etag}` })).statusCode).toBe(304)
  })

  it('describes the lab, and whether the key is valid', async () => {
    expect((await get('/lab/api/lab')).json()).toMatchObject({ modes: [mode], mayControl: false })
    expect((await get('/lab/api/lab', { 'x-lab-key': key })).json()).toMatchObject({ mayControl: true })
  })

  it('echoes the credential headers, and no others', async () => {
    const { headers, body } = await get('/memory/lab-echo', { cookie: 'sid=<b>', 'user-agent': 'me' })
    expect(JSON.parse(body)).toEqual({ cookie: 'sid=<b>' })
    expect(headers['content-type']).toMatch(/^application\/json/)
    expect(headers['x-content-type-options']).toBe('nosniff')
  })

  it('deletes the cookies that the browser sends in a mode, and no others', async () => {
    const forget = (headers: Record<string, string>) =>
      dashboard.app.inject({ method: 'DELETE', url: '/memory/lab-echo', headers: { ...own, ...headers } })
    const { statusCode, headers } = await forget({ cookie: 'sid=a=b; route=replica-1; <odd>=1' })
    expect(statusCode).toBe(204)
    expect(headers['set-cookie']).toEqual(
      ['sid', 'route'].map((name) => `${name}=; Path=/memory; Max-Age=0; HttpOnly; SameSite=Lax`),
    )
    expect((await forget({})).headers['set-cookie']).toEqual([])
    expect((await forget({ origin: 'http://evil.example' })).json().reason).toBe('foreign-origin')
  })

  it.each(['/lab/', '/lab/start.ts', '/lab/api/lab', '/lab/api/events', '/memory/lab-echo', '/anything'])(
    'refuses %s under a foreign host name',
    async (url) => {
      const answer = await get(url, { host: 'evil.example' })
      expect([answer.statusCode, answer.json().reason]).toEqual([421, 'foreign-host'])
    },
  )
})

describe('the controls', () => {
  it('perform the action', async () => {
    const actions: StackAction[] = [
      { verb: 'add-replica' },
      { verb: 'kill', replica: 'replica-2' },
      { verb: 'pause', redis: true },
    ]
    for (const action of actions) expect((await post('/lab/api/stack', action)).statusCode).toBe(204)
    expect(acted).toEqual(actions)
  })

  it.each([
    ['without the key', {}],
    ['with a wrong key', { 'x-lab-key': 'the-key-of-this-lax' }],
  ])('do nothing %s', async (_how, headers) => {
    for (const [url, body] of [
      ['/lab/api/stack', { verb: 'add-replica' }],
      ['/lab/api/load', { mode: 'memory', client: 'browser', ratePerSecond: 5 }],
    ] as const) {
      const answer = await post(url, body, headers)
      expect([answer.statusCode, answer.json().reason]).toEqual([403, 'key-needed'])
    }
    expect([acted, wishes]).toEqual([[], []])
  })

  it.each([
    ['for another page', { origin: 'http://evil.example' }, 'foreign-origin'],
    ['without an origin', { origin: '' }, 'foreign-origin'],
    ['under a foreign host name', { host: 'evil.example', origin: 'http://evil.example' }, 'foreign-host'],
  ])('do nothing %s, even with the key', async (_who, headers, reason) => {
    for (const [url, body] of [
      ['/lab/api/stack', { verb: 'add-replica' }],
      ['/lab/api/load', { mode: 'memory', client: 'browser', ratePerSecond: 5 }],
      ['/lab/api/attacker', { mode: 'memory', id: 'page-1' }],
    ] as const)
      expect((await post(url, body, { 'x-lab-key': key, ...headers })).json().reason, url).toBe(reason)
    expect([acted, wishes]).toEqual([[], []])
  })

  it('end the load on restore', async () => {
    expect((await post('/lab/api/stack', { verb: 'restore' })).statusCode).toBe(204)
    expect(acted).toEqual([{ verb: 'restore' }])
    expect(wishes).toMatchObject([{ ratePerSecond: 0 }])
  })

  it.each([
    { verb: 'kill' },
    { verb: 'kill', replica: '../../etc' },
    { verb: 'explode', replica: 'replica-1' },
    { verb: 'remove', redis: true },
    { verb: 'add-replica', also: 'this' },
  ])('reject %j', async (action) => {
    expect((await post('/lab/api/stack', action)).statusCode).toBe(400)
    expect(acted).toEqual([])
  })

  it('report why an action failed', async () => {
    failure = new Error('replica-1 is the last replica')
    const answer = await post('/lab/api/stack', { verb: 'remove', replica: 'replica-1' })
    expect(answer.statusCode).toBe(409)
    expect(answer.json()).toMatchObject({ reason: 'impossible', detail: 'replica-1 is the last replica' })
  })

  it('limit the load to the maximum of the mode', async () => {
    await post('/lab/api/load', { mode: 'memory', client: 'frozen', ratePerSecond: 1e9 })
    expect(wishes).toEqual([{ mode: 'memory', client: 'frozen', ratePerSecond: 500 }])
    expect((await post('/lab/api/load', { mode: 'memory', client: 'frozen', ratePerSecond: -1 })).statusCode).toBe(400)
    expect((await post('/lab/api/load', { mode: 'nowhere', client: 'frozen', ratePerSecond: 1 })).statusCode).toBe(400)
  })
})

describe('the events', () => {
  it('start with the current state, and report requests', async () => {
    const answer = await dashboard.app.inject({ url: '/lab/api/events', headers: { host }, payloadAsStream: true })
    expect(answer.headers).toMatchObject({ 'x-frame-options': 'DENY', 'cache-control': 'no-store' })
    let text = ''
    const stream = answer.stream()
    stream.on('data', (chunk) => (text += chunk))
    await expect.poll(() => text).toMatch(/event: hello\ndata: \{"boot":"[\w-]+"\}\n\nevent: stack\n.*event: load\n/s)
    const request = {
      id: 'page-1',
      mode: 'memory',
      method: 'GET',
      path: '/memory/me\n\nevent: x',
      status: 200,
      inVain: [],
    }
    dashboard.publishRequests([{ ...request, tookMs: 1, bytesSent: 1, bytesReceived: 1 }])
    await expect.poll(() => text).toContain('event: requests\ndata: {"shown":[{"id":"page-1"')
    expect(text).not.toContain('\nevent: x')
    stream.destroy()
  })
})
