/** Every exercise on one real stack: the right answer, and likely wrong answers. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { modeNames } from '../../modes.ts'
import { startProcesses } from '../../stack/launchers/processes/processes.ts'
import type { Stack } from '../../stack/stack.ts'
import { findTools } from '../../stack/toolchain/toolchain.ts'
import { exercises } from './registry.ts'

let stack: Stack
let logs: string
beforeAll(async () => {
  logs = await mkdtemp(join(tmpdir(), 'session-lab-exercises-'))
  const tools = await findTools({ path: process.env['PATH'] })
  const virtualUsers = { count: 1, password: 'unused' }
  const life = { tokenTtlSeconds: 2, accessTtlSeconds: 2, clockToleranceSeconds: 0 }
  stack = await startProcesses({ replicas: 3, modes: modeNames(), virtualUsers, ...life }, { tools, logs })
})
afterAll(async () => {
  await stack?.stop()
  await rm(logs, { recursive: true, force: true })
})

describe('the exercises', () => {
  // Some answers depend on the number of replicas; this stack has three.
  it.each<[chapter: number, right: string, wrong: readonly string[]]>([
    [1, '403', ['401', '200']],
    [2, '51', ['29']],
    [3, '401', ['200']],
    [4, 'expired', ['bad-signature']],
    [5, '66.7 %', ['75%', '33', '60']],
    [6, '401 401', ['401 200']],
    [7, '4', ['2', '3']],
    [8, 'sticky, jwt cluster-sync', ['sticky,cluster-sync,jwt,jwt-denylist']],
    [9, '14', ['7', '400']],
    [10, '2', ['6']],
    [11, 'cluster-sync', ['sticky', 'redis', 'jwt']],
  ])('chapter %i: %s is right, and %j are wrong', async (chapter, right, wrong) => {
    const exercise = exercises[chapter] as (typeof exercises)[number]
    for (const answer of [right, ...wrong]) expect(answer, 'matches the format').toMatch(exercise.answerPattern)
    expect(await exercise.experiment(stack, right)).toMatchObject({ isRight: true })
    for (const answer of wrong) {
      const { isRight, hint } = await exercise.experiment(stack, answer)
      expect(isRight, answer).toBe(false)
      for (const text of Object.values(hint)) expect(text, answer).toMatch(/^\S.{10,}$/)
    }
  })
})
