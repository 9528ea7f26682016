/** The folder of the runs that test files share (bench/run/recorded-run.fixture.ts): made before the first test, removed after the last. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Where the environment names a folder already, several invocations of vitest share it, and their caller removes it. */
export function setup(): (() => void) | undefined {
  if (process.env['LAB_RECORDED_RUNS'] !== undefined) return
  const folder = mkdtempSync(join(tmpdir(), 'recorded-runs-'))
  process.env['LAB_RECORDED_RUNS'] = folder
  return () => rmSync(folder, { recursive: true })
}
