/** Duplicate execution: one write was applied more than once. */

import type { Anomaly } from '../anomaly.ts'
import { duplicateExecution } from './check.ts'

export const duplicateExecutionAnomaly: Anomaly = {
  check: duplicateExecution,
  texts: {
    en: {
      title: 'Duplicate execution: one write was applied more than once',
      breaks: (rate) => `writes are applied more than once (${rate})`,
    },
    ko: {
      title: '중복 실행: 쓰기 하나가 두 번 이상 적용됨',
      breaks: (rate) => `쓰기 중 두 번 이상 적용된 비율: ${rate}`,
    },
  },
}
