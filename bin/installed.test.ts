import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

interface Entry {
  readonly version: string
  readonly dev?: boolean
  readonly optional?: boolean
}
type FindMissing = (root: string, wants: { runtimeOnly: boolean }) => string[]
const { findMissing } = createRequire(import.meta.url)('./installed.cjs') as { findMissing: FindMissing }

const server = { 'node_modules/server': { version: '1.0.0' } }
const tester = { 'node_modules/tester': { version: '2.0.0', dev: true } }
const native = { 'node_modules/native': { version: '3.0.0', optional: true } }

describe('installed', () => {
  let root: string
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'installed-test-'))
    mkdirSync(join(root, 'node_modules'))
    note('package-lock.json', { '': { version: '0.1.0' }, ...server, ...tester, ...native })
  })
  afterEach(() => rmSync(root, { recursive: true, force: true }))

  const note = (file: string, packages: Record<string, Entry>) =>
    writeFileSync(join(root, file), JSON.stringify({ packages }))
  const installed = (packages: Record<string, Entry>) => note('node_modules/.package-lock.json', packages)
  const missing = () => findMissing(root, { runtimeOnly: false })
  const missingToRun = () => findMissing(root, { runtimeOnly: true })

  it('finds every package missing in a fresh clone', () => {
    expect(missing()).toEqual(['node_modules/server', 'node_modules/tester'])
    expect(missingToRun()).toEqual(['node_modules/server'])
  })

  it('finds nothing missing after npm ci', () => {
    installed({ ...server, ...tester, ...native })
    expect([missing(), missingToRun()]).toEqual([[], []])
  })

  it('finds only test packages missing after an installation for running', () => {
    installed({ ...server, ...native })
    expect([missing(), missingToRun()]).toEqual([['node_modules/tester'], []])
  })

  it('ignores missing packages of other platforms', () => {
    installed({ ...server, ...tester })
    expect(missing()).toEqual([])
  })

  it('finds a package of another version missing', () => {
    installed({ 'node_modules/server': { version: '0.9.0' }, ...tester, ...native })
    expect([missing(), missingToRun()]).toEqual([['node_modules/server'], ['node_modules/server']])
  })
})
