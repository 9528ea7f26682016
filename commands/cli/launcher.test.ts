import { expect, it } from 'vitest'
import { pickLauncher } from './launcher.ts'

it.each([
  [{ host: '0.0.0.0' }, 'listens on 127.0.0.1 only'],
  [{ isSweep: true }, 'the curve of a sweep'],
])('the launcher containers refuses %j before it looks for an engine', async (choice, why) => {
  const signal = new AbortController().signal
  const environment = { DOCKER_HOST: 'tcp://127.0.0.1:1' }
  await expect(
    pickLauncher({ launcher: 'containers', ...choice }, environment, () => {}, signal),
  ).rejects.toMatchObject({
    code: 'ERR_BAD_TOPOLOGY',
    message: expect.stringContaining(why),
  })
})
