import { expect, it } from 'vitest'
import { launcherOf } from './launcher.ts'

it.each([
  [{ host: '0.0.0.0' }, 'listens on 127.0.0.1 alone'],
  [{ isSweep: true }, 'the curve of a sweep'],
])('refuses containers with %j, before it looks for an engine', async (words, why) => {
  const signal = new AbortController().signal
  const found = launcherOf({ launcher: 'containers', ...words }, { DOCKER_HOST: 'tcp://127.0.0.1:1' }, () => {}, signal)
  await expect(found).rejects.toMatchObject({
    code: 'ERR_BAD_TOPOLOGY',
    message: expect.stringContaining(why),
  })
})
