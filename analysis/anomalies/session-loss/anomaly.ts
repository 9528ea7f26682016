/** Session loss: a session from before the fault is refused after it. */

import type { Anomaly } from '../anomaly.ts'
import { sessionLoss } from './check.ts'
import { predictSessionLoss } from './predict.ts'

export const sessionLossAnomaly: Anomaly = {
  check: sessionLoss,
  predict: predictSessionLoss,
  texts: {
    en: {
      title: 'Session loss: a session from before the fault is refused after it',
      breaks: (rate) => `requests of sessions opened before the fault are refused after it (${rate})`,
    },
    ko: {
      title: '세션 유실: 장애 전에 열린 세션이 장애 후 거부됨',
      breaks: (rate) => `장애 전에 열린 세션의 요청 중 장애 후 거부된 비율: ${rate}`,
    },
  },
}
