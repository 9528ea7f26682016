import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { engineFor } from './engine.fixture.ts'

afterEach(() => {
  vi.unstubAllEnvs()
  vi.restoreAllMocks()
})

/** An engine that has these images, and reaches no registry. */
async function offlineEngine(images: readonly string[]): Promise<Disposable> {
  const server = createServer(({ url = '' }, answer) => {
    const [, image] = /^\/images\/(.*)\/json$/.exec(url) ?? []
    if (url === '/version') answer.end('{"Version":"26.1.5"}')
    else if (image !== undefined && images.includes(image)) answer.end('{}')
    else answer.writeHead(image === undefined ? 500 : 404).end('{"message":"no registry answers"}')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  vi.stubEnv('DOCKER_HOST', `tcp://127.0.0.1:${(server.address() as AddressInfo).port}`)
  return { [Symbol.dispose]: () => server.close() }
}

describe('the container engine of the tests', () => {
  it('is not used where an image is missing and no registry answers: the file is skipped by name', async () => {
    using _ = await offlineEngine(['node:24-bookworm-slim', 'redis:8'])
    vi.stubEnv('LAB_REQUIRE_CONTAINERS', '')
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {})
    expect(await engineFor('some.container.test.ts')).toBeUndefined()
    expect(warn.mock.calls.join()).toMatch(
      /^SKIPPED some\.container\.test\.ts: the image nginx:1\.30 is missing and cannot be pulled/,
    )
  })

  it('is a failure where containers are required', async () => {
    using _ = await offlineEngine([])
    vi.stubEnv('LAB_REQUIRE_CONTAINERS', '1')
    await expect(engineFor('some.container.test.ts')).rejects.toThrow(
      /LAB_REQUIRE_CONTAINERS=1, but the image .* is missing/,
    )
  })

  it('is used where it has every image', async () => {
    using _ = await offlineEngine(['node:24-bookworm-slim', 'redis:8', 'nginx:1.30'])
    expect((await engineFor('some.container.test.ts'))?.address).toContain('127.0.0.1')
  })
})
