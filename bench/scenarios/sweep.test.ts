import { describe, expect, it } from 'vitest'
import { literalScenario } from '../history/literal-run.fixture.ts'
import type { Scenario } from './scenario.ts'
import { endOfRoom, replicaCounts } from './sweep.ts'

const sweep = (replicas: number, cpuPerReplica?: number): Scenario => ({
  ...literalScenario,
  sweep: 'replicas',
  topology: { replicas, ...(cpuPerReplica !== undefined && { cpuPerReplica }) },
})

describe('the numbers of replicas of a run', () => {
  it('are one without a sweep', () => {
    expect(replicaCounts(literalScenario, 2)).toEqual([2])
  })

  it('are all numbers up to the configured one if the quotas use at most two fifths of the machine', () => {
    expect(replicaCounts(sweep(6, 0.2), 4)).toEqual([1, 2, 3, 4, 5, 6])
    expect(endOfRoom(sweep(6, 0.2), 4)).toBeUndefined()
  })

  it('end at the capacity of the machine, with a message', () => {
    expect(replicaCounts(sweep(6, 0.2), 2)).toEqual([1, 2, 3, 4])
    expect(endOfRoom(sweep(6, 0.2), 2)).toMatch(/^the curve ends at 4 of 6 replicas: .* less than 60 % of 2 cores/)
    expect(replicaCounts(sweep(6, 8), 2)).toEqual([1])
  })

  it('are not limited where quotas are not', () => {
    expect(replicaCounts(sweep(4), 1)).toEqual([1, 2, 3, 4])
  })
})
