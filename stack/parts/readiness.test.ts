import { describe, expect, it } from 'vitest'
import { StackError } from '../stack-error.ts'
import { whenReady } from './readiness.ts'
import type { RunningPart } from './running-part.ts'

describe('a part that is waited for', () => {
  const limits = { timeoutMs: 20, signal: new AbortController().signal }
  const partThatTells = (told: string[]) =>
    ({
      ...{ ended: new Promise<string>(() => {}), hasEnded: false, output: () => '' },
      ...{ signal: async () => {}, send: () => {} },
      stop: async (signal: string) => void told.push(signal),
      failure: (what: string) => new StackError('ERR_PART_FAILED', what),
    }) satisfies RunningPart

  it('is ended where it is not ready in time: it would keep its port from the next', async () => {
    const told: string[] = []
    await expect(whenReady(partThatTells(told), () => new Promise(() => {}), limits)).rejects.toThrow('is not ready')
    expect(told).toEqual(['SIGKILL'])
  })

  it('is left alone where it is', async () => {
    const told: string[] = []
    expect(await whenReady(partThatTells(told), async () => 'yes', limits)).toBe('yes')
    expect(told).toEqual([])
  })
})
