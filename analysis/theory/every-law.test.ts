/** Each law is judged somewhere, and each can fail. Those that scenarios expect: bench/scenarios/planted-answers.e2e.test.ts. */

import { describe, expect, it } from 'vitest'
import { faults } from '../../bench/faults/registry.ts'
import type { HistorySlice } from '../../bench/history/history.ts'
import type { Operation } from '../../bench/history/operation.ts'
import { randomInteger, seededRandom } from '../../bench/random.ts'
import { builtInScenarios, loadScenario } from '../../bench/scenarios/scenario-file.ts'
import { sessionsOf } from '../anomalies/checker.ts'
import { disturbedSliceOf, operations } from '../anomalies/literal-history.ts'
import { answerDefects, defectAgainst } from '../anomalies/planted-answers.ts'
import { type CheckName, findingsOf } from '../anomalies/registry.ts'
import { judge } from '../report/model/verdict.ts'
import { everyLaw, type KnownLaw } from './every-law.ts'
import { expectedLaws } from './missing-laws.ts'
import { predictionFor } from './prediction.ts'

const laws = everyLaw(Object.keys(faults))
const keyOf = ({ check, formula }: Pick<KnownLaw, 'check' | 'formula'>) => `${check}: ${formula}`

/** Laws that a scenario expects: each run of it compares them with what it measures. */
async function lawsExpected(): Promise<Set<string>> {
  const scenarios = await Promise.all((await builtInScenarios()).map((name) => loadScenario(name)))
  return new Set(
    scenarios
      .flatMap((scenario) => expectedLaws(scenario))
      .flatMap(({ check, law }) => (law ? [keyOf({ check, formula: law.formula })] : [])),
  )
}

const sessions = 200
const random = seededRandom(3)
const anyReplica = () => randomInteger(random, 3)
const replica = (index: number) => ({ replica: `replica-${index + 1}` })
const refused = { status: 401, reason: 'unknown-session' } as const

/** Sessions as the law has them: each with a login on a random replica, and what follows. */
function slice(after: (home: number) => Partial<Operation>[]): HistorySlice {
  const all = Array.from({ length: sessions }, (_, session) => {
    const home = anyReplica()
    return operations({ ...replica(home) }, ...after(home)).map((one) => ({ ...one, session, user: `user-${session}` }))
  })
  return disturbedSliceOf(all.flat())
}

/** Of the trial of ten seconds: the fault is over at 4 s. */
const afterTheFault = { startMicros: 8e6, endMicros: 8e6 + 400 }
const lagOf10Ms: [number, number][] = [[10_000, 100]]

const worlds: Readonly<Record<string, () => HistorySlice>> = {
  'session-loss: 1 − 1/N': () =>
    slice((home) => {
      const asked = anyReplica()
      return [{ ...afterTheFault, ...replica(asked), ...(asked !== home && refused) }]
    }),
  'session-loss: f': () => slice((home) => [{ ...afterTheFault, ...(home === 0 && refused) }]),
  'zombie-session: 1': () => slice(() => [{ kind: 'logout' }, {}, {}]),
  'zombie-session: (1 − 1/N) · P(lag > gap)': () => {
    const own = slice((home) => {
      const asked = anyReplica()
      return [
        { kind: 'logout', ...replica(home) },
        { ...replica(asked), ...(asked === home && refused) },
      ]
    })
    const replication = { changes: 1, messages: 2, bytes: 3, lagMicros: lagOf10Ms, sentMicros: lagOf10Ms }
    return { ...own, segments: own.segments.map((segment) => ({ ...segment, replication })) }
  },
}

function outcomeOf(check: CheckName, law: KnownLaw['law'], history: HistorySlice) {
  const { [check]: finding } = findingsOf(history, [check])
  const prediction = predictionFor(law, history)
  return judge(finding.bySession, prediction, { is: 'predicted', atLeast: 30 }, finding.windows).outcome
}

describe('each law', () => {
  it('is expected by a scenario, or has a world below', async () => {
    const expected = await lawsExpected()
    expect(laws.length).toBeGreaterThan(30)
    expect(
      laws
        .map(keyOf)
        .filter((key) => !expected.has(key))
        .sort(),
    ).toEqual(Object.keys(worlds).sort())
  })

  it('has a defect that contradicts it', () => {
    for (const { check, law } of laws) expect(defectAgainst(check, law), check).toBeDefined()
  })

  it.each(laws.filter((law) => keyOf(law) in worlds).map((law) => [keyOf(law), law] as const))(
    '%s holds in a world that obeys it, and is contradicted by its defect',
    (key, { check, law }) => {
      const world = worlds[key]?.() as HistorySlice
      expect(outcomeOf(check, law, world)).toBe('as-expected')
      const defect = answerDefects[defectAgainst(check, law) as keyof typeof answerDefects]
      const operations = sessionsOf(world.operations).flatMap((session) => defect.plant(session))
      expect(outcomeOf(check, law, { ...world, operations })).toBe('unexpected')
    },
  )
})
