/** `lab serve` as a process: what it prints, which requests it admits, and how it ends. */

import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { interruptedExitStatus } from './cli/interruption.ts'
import { startLab } from './cli/running-lab.fixture.ts'

/** Unlike fetch, this request can send any Host header. */
function statusOf(address: string, headers: Record<string, string>): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    request(address, { headers }, (answer) => answer.resume().on('end', () => resolve(answer.statusCode)))
      .on('error', reject)
      .end()
  })
}

it('serves the folder of --out, refuses unknown host names and origins, and ends with Ctrl-C', async () => {
  const out = await mkdtemp(join(tmpdir(), 'serve-'))
  const lab = await startLab('serve', '--out', out)
  const address = lab.addresses[0] as string
  expect(await (await fetch(address)).text()).toContain(`There are no runs in ${out} yet`)
  const { host, port } = new URL(address)
  expect(await statusOf(address, { host })).toBe(200)
  expect(await statusOf(address, { host: `localhost:${port}` })).toBe(200)
  expect(await statusOf(address, { host: `evil.example:${port}` })).toBe(421)
  expect(await statusOf(address, { host, origin: 'http://evil.example' })).toBe(421)
  expect(await lab.interrupt()).toBe(interruptedExitStatus)
  await expect(fetch(address)).rejects.toThrow()
  await rm(out, { recursive: true })
})

it('refuses a port in use, a wrong port and a wrong host in one line', async () => {
  const other = createServer().listen(0, '127.0.0.1')
  await once(other, 'listening')
  const { port } = other.address() as AddressInfo
  await expect(startLab('serve', '--port', `${port}`)).rejects.toThrow(
    new RegExp(`^lab serve ended with 2: lab: port ${port} is in use by another process: [^\n]+\n$`),
  )
  other.close()
  await expect(startLab('serve', '--port', 'eighty')).rejects.toThrow(/--port eighty: expected a whole number/)
  await expect(startLab('serve', '--host', 'here')).rejects.toThrow(/--host here: expected an IPv4 address/)
})
