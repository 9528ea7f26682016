/** A run that ends before its plan is done keeps what it has recorded, and its verdict is unknown. */

import { mkdir, mkdtemp, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { startProcesses } from '../../stack/launchers/processes/processes.ts'
import type { Stack } from '../../stack/stack.ts'
import { findTools } from '../../stack/toolchain/toolchain.ts'
import { loadScenario } from '../scenarios/scenario-file.ts'
import { realRun } from './real-run.fixture.ts'
import { runScenario } from './run-scenario.ts'

it('keeps what was recorded when it is interrupted, and claims nothing', async () => {
  const controller = new AbortController()
  const interrupted = await realRun(
    { modes: ['jwt'], 'load.durationSeconds': 60 },
    {
      signal: controller.signal,
      onProgress: (event) =>
        event.type === 'round' && event.segments[0]?.trial === 1 && setTimeout(() => controller.abort(), 500),
    },
  )
  expect(interrupted.report.verdict).toBe('unknown')
  expect(interrupted.report.caveats[0]).toMatch(/ended early \(interrupted\)/)
  expect(interrupted.history.operations.length).toBeGreaterThan(100)
})

it('keeps what was recorded when the load balancer goes away, and says so', async () => {
  const broken = await realRun(
    { modes: ['jwt'], 'load.durationSeconds': 60 },
    { onStack: (stack) => setTimeout(() => stack.stop(), 2_000) },
  )
  expect(broken.failure?.message).toMatch(/refused \d+ connections in a row: is the load balancer still running/)
  expect(broken.history.interruption).toBe(broken.failure?.message)
  expect(broken.history.operations.filter(({ outcome }) => outcome === 'ok').length).toBeGreaterThan(100)
  expect(broken.report.verdict).not.toBe('pass')
})

it('reports what was recorded although the stack does not stop in order', async () => {
  const stops = async (stack: Stack) => {
    await stack.stop()
    throw new Error('nginx hangs')
  }
  const run = await realRun(
    { modes: ['jwt'], trials: 1 },
    {
      launch: async (topology, logs) => {
        const stack = await startProcesses(topology, { tools: await findTools(), logs })
        return Object.create(stack, { stop: { value: () => stops(stack) } }) as Stack
      },
    },
  )
  expect(run.failure?.message).toBe('nginx hangs')
  expect(run.report.modes['jwt']?.clients['frozen']?.checks['session-mismatch']).toMatchObject({
    count: 0,
    valid: true,
  })
})

it('ends at once when its history cannot be written, says so, and stops the stack', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'ended-run-'))
  await mkdir(join(folder, 'logs'))
  await symlink('/dev/full', join(folder, 'history.ndjson.gz'))
  const problems: string[] = []
  let stops = 0
  const startedAt = performance.now()
  const run = await runScenario({
    scenario: await loadScenario('session-mismatch', [
      { path: ['load', 'durationSeconds'], value: 600, source: 'test' },
      { path: ['modes'], value: ['jwt'], source: 'test' },
    ]),
    folder,
    launch: async (topology, logs) => {
      const stack = await startProcesses(topology, { tools: await findTools(), logs })
      const stop = () => {
        stops += 1
        return stack.stop()
      }
      return Object.create(stack, { stop: { value: stop } }) as Stack
    },
    onProgress: (event) => event.type === 'problem' && problems.push(event.text),
    signal: new AbortController().signal,
  })
  await rm(folder, { recursive: true })
  expect(problems).toEqual([expect.stringMatching(/^cannot write .*the disk is full \(ENOSPC\).*; the run ends/)])
  expect(run.failure).toMatchObject({ code: 'ERR_HISTORY_FILE' })
  expect(run.history.interruption).toBe(run.failure?.message)
  expect(stops).toBe(1)
  expect(performance.now() - startedAt).toBeLessThan(300_000)
})
