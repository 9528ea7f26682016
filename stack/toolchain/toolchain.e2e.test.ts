import { chmodSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { hasDebianTools } from './fetch-debian.ts'
import { findTools } from './toolchain.ts'

const canFetch = await hasDebianTools()
const version = expect.stringMatching(/^\d+\.\d+\.\d+$/)

describe('tool chain', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'toolchain-test-'))
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  it('finds nginx and redis-server that run', async () => {
    expect(await findTools()).toMatchObject({ nginx: { version }, redis: { version } })
  })

  it.skipIf(!canFetch)('downloads them once where the machine has none', async () => {
    const progress: string[] = []
    const options = { searchPath: [], toolsFolder: folder, onProgress: (line: string) => void progress.push(line) }
    const [tools, sameTools] = await Promise.all([findTools(options), findTools(options)])
    expect(tools).toMatchObject({
      nginx: { path: join(folder, 'nginx/usr/sbin/nginx'), version },
      redis: { path: join(folder, 'redis/usr/bin/redis-server'), version },
    })
    expect(sameTools).toEqual(tools)
    expect(await findTools(options)).toEqual(tools)
    expect(progress).toHaveLength(2)
    expect(readdirSync(folder).sort()).toEqual(['nginx', 'redis'])
  })

  it('prefers the first that runs', async () => {
    for (const [name, body] of [
      ['nginx', 'echo nginx version: nginx/1.99.0 >&2'],
      ['redis-server', 'exit 127'],
    ] as const) {
      writeFileSync(join(folder, name), `#!/bin/sh\n${body}\n`)
      chmodSync(join(folder, name), 0o755)
    }
    const { redis } = await findTools()
    const found = await findTools({ path: `${folder}:/nowhere`, searchPath: [join(redis.path, '..')] })
    expect(found.nginx).toMatchObject({ path: join(folder, 'nginx'), version: '1.99.0' })
    expect(found.redis.version).toBe(redis.version)
  })

  it.each([
    [
      '/nowhere/nginx',
      '/nowhere/nginx is not a usable nginx: there is no such file. Name another path, or leave it out to search for one.',
    ],
    [
      '/bin/false',
      '/bin/false is not a usable nginx: `-v` fails with exit status 1. Name another path, or leave it out to search for one.',
    ],
    [
      '/bin/true',
      '/bin/true is not a usable nginx: `-v` prints no version of nginx. Name another path, or leave it out to search for one.',
    ],
  ])('refuses %s as nginx', async (nginx, message) => {
    await expect(findTools({ nginx })).rejects.toMatchObject({ code: 'ERR_TOOL_UNUSABLE', message })
  })
})
