import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type LiteralRun, literalRun } from '../../analysis/compare/literal-side.fixture.ts'
import { remember } from '../../analysis/report/html/remember.ts'
import { hostileText } from '../../bench/history/hostile-run.fixture.ts'
import { buildResultsServer } from './results-server.ts'
import { openRunsFolder } from './runs-folder.ts'

let place: string
let folder: string
beforeEach(async () => {
  place = await mkdtemp(join(tmpdir(), 'serve-'))
  folder = join(place, 'results')
})
afterEach(() => rm(place, { recursive: true }))

async function put(path: string, text: string): Promise<void> {
  await mkdir(join(path, '..'), { recursive: true })
  await writeFile(path, text)
}
const run = (id: string, run: LiteralRun = {}) =>
  put(join(folder, id, 'report.json'), JSON.stringify(literalRun(run).report))

const server = (refusalOf: () => string | undefined = () => undefined) =>
  buildResultsServer({ folder: openRunsFolder(folder), refusalOf })
async function get(url: string, from = server()): Promise<{ status: number; body: string; text: string }> {
  const { statusCode, body } = await from.inject(url)
  return { status: statusCode, body, text: body.replace(/<[^>]*>/g, '').replace(/\s+/g, ' ') }
}
const [first, second, third] = ['by-hand/2026-01-01T00-00-00-000Z', 'by-hand/2026-01-02T00-00-00-000Z', 'other/third']

describe('the list of runs', () => {
  it.each(['not there', 'empty'])('of a folder that is %s shows how to make a run', async (kind) => {
    if (kind === 'empty') await mkdir(folder)
    const { status, text } = await get('/')
    expect(status).toBe(200)
    expect(text).toMatch(/There are no runs in .*results yet\. Make one.* npx lab run/)
  })

  it('names each run with its scenario, date, verdict and modes, newest first, and links to its report', async () => {
    await run(first)
    await run(second, { change: { verdict: 'fail' } })
    await symlink('2026-01-02T00-00-00-000Z', join(folder, 'by-hand/latest'))
    const { body, text } = await get('/')
    expect(text).toMatch(/2 runs/)
    expect(text).toMatch(/2026-01-01 00:\d\d:00by-handfail실패jwt6 2026-01-01 00:\d\d:00by-handpass통과jwt6/)
    const [link = ''] = /(?<=href=")\/run\/[^"]+/.exec(body) ?? []
    expect(link).toBe(`/run/${second}`)
    expect((await get(link)).text).toMatch(/by-hand: .*Prediction and measurement/)
  })

  it('shows only the runs that match the filter', async () => {
    await run(first)
    await run(third, { change: { scenario: 'other', verdict: 'fail' } })
    for (const query of ['scenario=other', 'verdict=fail', 'scenario=other&verdict=&mode=jwt']) {
      const { body, text } = await get(`/?${query}`)
      expect(text).toMatch(/1 of 2 runs/)
      expect([...body.matchAll(/href="\/run\/([^"]+)"/g)].map(([, id]) => id)).toEqual([third])
    }
    expect((await get('/?mode=basic')).text).toMatch(/No run matches the filter/)
  })

  it('lists unreadable runs with the reason', async () => {
    await run(first)
    await put(join(folder, 'cut/2026-01-01T00-00-00-000Z/report.json'), '{"schema": "lab-rep')
    await put(join(folder, 'newer/2026-01-01T00-00-00-000Z/report.json'), '{"schema": "lab-report/99"}')
    await mkdir(join(folder, 'killed/2026-01-01T00-00-00-000Z/logs'), { recursive: true })
    await mkdir(join(folder, 'benchmarks/logs'), { recursive: true })
    const { text } = await get('/')
    expect(text).toMatch(/cut\/2026\S*: \S+ is no report, or cut off/)
    expect(text).toMatch(/newer\/2026\S*: \S+ is of schema lab-report\/99/)
    expect(text).toMatch(/killed\/2026\S*: no report\.json: the run is under way/)
    expect(text).not.toMatch(/benchmarks/)
    expect((await get('/run/cut/2026-01-01T00-00-00-000Z')).text).toMatch(/This run cannot be shown.*cut off/)
  })

  it('updates when a run is added or reported again', async () => {
    const same = server()
    await run(first)
    expect((await get('/', same)).text).toMatch(/1 run\b/)
    await run(first, { change: { verdict: 'unknown', interruption: 'Ctrl-C' } })
    await run(second)
    expect((await get('/', same)).text).toMatch(/2 runs.*unknown/)
  })
})

describe('two sides', () => {
  it('with one run or several are compared', async () => {
    await run(first)
    await run(second)
    await run(third)
    expect((await get(`/compare?a=${first}&b=${second}`)).text).toMatch(/A and B compared.*of 8 figures none is shown/)
    expect((await get(`/compare?a=${first}&a=${third}&b=${second}`)).text).toMatch(
      /A: by-hand, other 2 runs, 12 trials/,
    )
  })

  it('with different settings are refused, with the names of the settings, unless the reader forces it', async () => {
    await run(first)
    await run(third, { change: { scenario: 'other' } })
    const { status, body, text } = await get(`/compare?a=${first}&b=${third}`)
    expect(status).toBe(422)
    expect(text).toMatch(/These runs cannot be compared.*scenario \(by-hand and other\)/)
    const [link = ''] = /(?<=href=")\/compare[^"]+/.exec(body) ?? []
    expect((await get(link.replaceAll('&amp;', '&'))).text).toMatch(/scenario differs: by-hand in A, other in B/)
  })

  it('are not compared if one is empty', async () => {
    await run(first)
    for (const url of ['/compare', `/compare?a=${first}`]) expect(await get(url)).toMatchObject({ status: 400 })
  })
})

describe('nothing outside the folder', () => {
  beforeEach(async () => {
    await run(first)
    const secret = JSON.stringify(literalRun({ change: { scenario: 'secret' } }).report)
    await put(join(place, 'outside/2026-01-01T00-00-00-000Z/report.json'), secret)
    await mkdir(join(folder, 'by-hand/linked-file'))
    await symlink(
      join(place, 'outside/2026-01-01T00-00-00-000Z/report.json'),
      join(folder, 'by-hand/linked-file/report.json'),
    )
    await symlink(join(place, 'outside/2026-01-01T00-00-00-000Z'), join(folder, 'by-hand/linked-run'))
    await symlink(join(place, 'outside'), join(folder, 'linked-scenario'))
  })

  const time = '2026-01-01T00-00-00-000Z'
  const names = [
    `../outside/${time}`,
    `by-hand/../../outside/${time}`,
    `..%2foutside/${time}`,
    `%2e%2e/outside%2f${time}`,
    `%2e%2e%2foutside/${time}`,
    `..%5coutside/${time}`,
    `by-hand/%2e%2e`,
    `by-hand/linked-file`,
    `by-hand/linked-run`,
    `linked-scenario/${time}`,
    `by-hand/${time}%00`,
    '/etc/passwd',
    '%2fetc/passwd',
    'by-hand/',
    '__proto__/constructor',
  ]
  it.each(names)('is readable under the name %s', async (name) => {
    for (const url of [`/run/${name}`, `/compare?a=${name}&b=${first}`]) {
      const { status, text } = await get(url)
      expect([400, 404]).toContain(status)
      expect(text).not.toMatch(/secret/)
    }
  })

  it('is listed', async () => {
    expect((await get('/')).text).toMatch(/1 run\b/)
    expect((await get('/')).text).not.toMatch(/secret|linked-scenario/)
  })

  it('is reachable, but the same requests reach the runs inside', async () => {
    for (const url of [`/run/${first}`, `/run/by-hand/${encodeURIComponent(time)}`, `/compare?a=${first}&b=${first}`])
      expect(await get(url)).toMatchObject({ status: 200 })
  })
})

describe('every response', () => {
  it('is empty of data where the request is refused', async () => {
    await run(first)
    for (const url of ['/', `/run/${first}`, '/nowhere']) {
      const { status, body } = await get(
        url,
        server(() => 'not here'),
      )
      expect([status, body]).toEqual([421, 'not here\n'])
    }
  })

  it('has headers that block injected content, error pages included', async () => {
    for (const url of ['/', '/nowhere', '/compare']) {
      const { headers } = await server().inject(url)
      expect(headers['content-security-policy']).toMatch(/default-src 'none'.*frame-ancestors 'none'/)
      expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'cache-control': 'no-store' })
    }
  })

  it('has no script except the one that stores the reader’s choices, and shows hostile names as text', async () => {
    const { environment, modes } = literalRun().report
    const change: LiteralRun['change'] = {
      scenario: hostileText,
      startedAt: hostileText,
      environment: { ...environment, nginx: hostileText },
      modes: { [hostileText]: modes['jwt'] as (typeof modes)[string] },
    }
    const folderName = '<img src=x onerror=alert(1)>'
    const id = `${folderName}/"><script>alert(2)<`
    await run(id, { change })
    await put(join(folder, folderName, '2026-01-01T <b>', 'report.json'), '<script>')
    for (const url of [
      '/',
      `/run/${id.split('/').map(encodeURIComponent).join('/')}`,
      `/?mode=${encodeURIComponent(hostileText.toWellFormed())}`,
    ]) {
      const { status, body } = await get(url)
      expect(status).toBe(200)
      expect(body.replace(remember.text, '')).not.toMatch(/<script|<img|<b>2/i)
      expect(body.match(/<\/style>/g)).toHaveLength(1)
    }
  })

  it('accepts GET requests only', async () => {
    for (const method of ['POST', 'PUT', 'DELETE'] as const)
      expect((await server().inject({ method, url: '/' })).statusCode).toBe(404)
  })
})
