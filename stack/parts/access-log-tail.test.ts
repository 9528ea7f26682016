import { appendFileSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { followAccessLog } from './access-log-tail.ts'

let folder: string
let file: string
let seen: string[]
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tail-test-'))
  file = join(folder, 'access.log')
  seen = []
})
afterEach(() => rmSync(folder, { recursive: true }))

const line = (requestId: string) =>
  `${JSON.stringify({
    ...{ time: 1, requestId, clientAddress: '', mode: 'memory', method: 'GET', path: '/', status: '200' },
    ...{ requestTimeSeconds: 0, requestBytes: 1, responseBytes: 1, replica: 'replica-1' },
    ...{ upstreams: '', upstreamStatus: '', upstreamTimeSeconds: '' },
  })}\n`
const follow = (maxBytes?: number) =>
  followAccessLog({
    file,
    everyMs: 5,
    onRecords: (records) => void seen.push(...records.map(({ requestId }) => requestId)),
    ...(maxBytes !== undefined && { maxBytes }),
  })

describe('following the access log', () => {
  it('says once that it cannot handle it, and goes on', async () => {
    writeFileSync(file, '')
    const problems: string[] = []
    let handled = 0
    const stop = await followAccessLog({
      file,
      everyMs: 5,
      onProblem: (message) => void problems.push(message),
      onRecords: () => {
        handled += 1
        if (handled < 3) throw Object.assign(new Error('gone'), { code: 'EIO' })
      },
    })
    for (let request = 1; request <= 3; request += 1) {
      appendFileSync(file, line(`${request}`))
      await expect.poll(() => handled).toBe(request)
    }
    await stop()
    expect(problems).toEqual([`cannot read the access log ${file} (EIO): the page shows no requests`])
  })

  it('reports each line that is written from now on once, when the line is complete', async () => {
    writeFileSync(file, line('before'))
    const stop = await follow()
    const second = line('second')
    appendFileSync(file, line('first') + second.slice(0, 30))
    await expect.poll(() => seen).toEqual(['first'])
    appendFileSync(file, second.slice(30))
    await expect.poll(() => seen).toEqual(['first', 'second'])
    await stop()
    await stop()
  })

  it('truncates the file and misses no later line', async () => {
    writeFileSync(file, '')
    const stop = await follow(1_000)
    for (let n = 0; n < 10; n += 1) {
      appendFileSync(file, line(`request-${n}`))
      await expect.poll(() => seen).toHaveLength(n + 1)
    }
    expect(statSync(file).size).toBeLessThan(1_500)
    await stop()
  })

  it('skips a line that is not JSON', async () => {
    writeFileSync(file, '')
    const stop = await follow()
    appendFileSync(file, `half of a li\n${line('whole')}`)
    await expect.poll(() => seen).toEqual(['whole'])
    await stop()
  })
})
