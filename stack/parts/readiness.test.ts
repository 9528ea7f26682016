import { describe, expect, it } from 'vitest'
import { StackError } from '../stack-error.ts'
import { whenReady } from './readiness.ts'
import type { RunningPart } from './running-part.ts'

describe('waiting for a part', () => {
  const limits = { timeoutMs: 20, signal: new AbortController().signal }
  const recordingPart = (signals: string[]) =>
    ({
      ...{ ended: new Promise<string>(() => {}), hasEnded: false, output: () => '' },
      ...{ signal: async () => {}, send: () => {} },
      stop: async (signal: string) => void signals.push(signal),
      failure: (what: string) => new StackError('ERR_PART_FAILED', what),
    }) satisfies RunningPart

  it('kills a part that is not ready in time', async () => {
    const signals: string[] = []
    await expect(whenReady(recordingPart(signals), () => new Promise(() => {}), limits)).rejects.toThrow('is not ready')
    expect(signals).toEqual(['SIGKILL'])
  })

  it('does not signal a part that is ready', async () => {
    const signals: string[] = []
    expect(await whenReady(recordingPart(signals), async () => 'yes', limits)).toBe('yes')
    expect(signals).toEqual([])
  })
})
