/**
 * Every prediction must be able to fail: wrong answers are written into what real runs have recorded, and each is found.
 * Laws that no scenario expects: analysis/theory/every-law.test.ts.
 */

import { describe, expect, it } from 'vitest'
import { sessionsOf } from '../../analysis/anomalies/checker.ts'
import { type AnswerDefect, answerDefects, defectAgainst } from '../../analysis/anomalies/planted-answers.ts'
import { type CheckName, checkNames } from '../../analysis/anomalies/registry.ts'
import { buildReport } from '../../analysis/report/model/build-report.ts'
import type { CheckReport, Report } from '../../analysis/report/model/report.ts'
import type { History } from '../history/history.ts'
import { recordedRun } from '../run/recorded-run.fixture.ts'
import { shortRuns } from './short-runs.fixture.ts'

/** Every check of a report that has a prediction. */
function predictedIn({ modes }: Report) {
  return Object.entries(modes).flatMap(([mode, { clients }]) =>
    Object.entries(clients).flatMap(([client, { checks }]) =>
      checkNames.flatMap((name) => {
        const { prediction, expectation } = checks[name] as CheckReport
        return prediction ? [{ at: `${mode}, ${client}: ${name}`, mode, client, name, prediction, expectation }] : []
      }),
    ),
  )
}

const planted = (history: History, defect: AnswerDefect): History => ({
  ...history,
  operations: sessionsOf(history.operations).flatMap((session) => answerDefects[defect].plant(session)),
})

describe('a defect that is planted into the answers of a run', () => {
  it.for(Object.keys(shortRuns))('of %s contradicts each prediction', async (scenario, context) => {
    const { report, history } = await recordedRun(scenario, context)
    const predictions = predictedIn(report)
    const byDefect = Map.groupBy(predictions, ({ name, prediction }) => defectAgainst(name as CheckName, prediction))
    const missed: string[] = []
    for (const [defect, against] of byDefect) {
      expect(defect, against[0]?.at).toBeDefined()
      const found = new Map(
        predictedIn(buildReport(planted(history, defect as AnswerDefect))).map((one) => [one.at, one]),
      )
      for (const { at, prediction, expectation } of against) {
        // What the scenario does not list has not always enough operations.
        if (expectation?.is === 'predicted' && found.get(at)?.expectation?.outcome !== 'unexpected')
          missed.push(`${at}: ${prediction.formula}`)
      }
    }
    expect(missed).toEqual([])
  })
})
