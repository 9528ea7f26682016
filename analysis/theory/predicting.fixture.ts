/** Predictions in tests: what a law says of a run, by default of an empty one. */
import type { HistorySlice } from '../../bench/history/history.ts'
import { sliceOf } from '../anomalies/literal-history.ts'
import { type Circumstances, type Predict, predictionFor } from './prediction.ts'

export function predicting(predict: Predict) {
  return (circumstances: Circumstances, slice: HistorySlice = sliceOf([])) =>
    predictionFor(predict(circumstances), slice)
}
