import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../random.ts'
import { workloads } from './registry.ts'
import type { Turn, Workload } from './workload.ts'

/** The kinds of all steps of some sessions, however long after the login each step is asked for. */
function kindsOf(workload: Workload): Set<string> {
  const random = seededRandom(7)
  const kinds = new Set<string>()
  for (let earlierSessions = 0; earlierSessions < 12; earlierSessions += 1) {
    let previous: string | undefined
    let endedForMs: number | undefined
    for (let index = 0; index < 60; index += 1) {
      const turn: Turn = {
        random,
        index,
        previous,
        followUps: 10,
        probeMs: 50,
        endsWithinMs: undefined,
        user: 'user-3',
        password: 'secret',
        userId: 3,
        session: earlierSessions,
        earlierSessions,
        chance: 0.5,
        sinceLoginMs: 10 * index,
        endedForMs,
        forgeries: (['prepare', 'control', 'attack'] as const).map((kind) => ({ kind, name: 'any' })),
      }
      const step = workload.step(turn)
      if (step === undefined) break
      kinds.add(step.kind)
      previous = step.kind
      if (step.credential === 'ends') endedForMs = 0
      else if (endedForMs !== undefined) endedForMs += 10
    }
  }
  kinds.delete('login')
  return kinds
}

describe('a workload', () => {
  it.each(Object.entries<Workload>(workloads))(
    '%s makes the kinds of operations that it declares, and no others',
    (_, workload) => {
      expect([...kindsOf(workload)].toSorted()).toEqual(workload.kinds.toSorted())
    },
  )
})
