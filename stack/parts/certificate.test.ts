import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, it, vi } from 'vitest'
import { makeCertificate } from './certificate.ts'

const folder = mkdtempSync(join(tmpdir(), 'certificate-'))
afterEach(() => {
  vi.unstubAllEnvs()
  rmSync(folder, { recursive: true })
})

it('without openssl, the error says what to install', async () => {
  vi.stubEnv('PATH', folder)
  await expect(makeCertificate(folder)).rejects.toMatchObject({
    code: 'ERR_TOOL_MISSING',
    message: expect.stringMatching(
      /^topology\.tls: the command openssl, .* is not found: install it .* or leave tls out$/,
    ),
  })
})
