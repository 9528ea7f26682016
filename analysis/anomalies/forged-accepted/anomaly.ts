/** Forged accepted: a forged credential gets an answer other than 401. */

import type { Anomaly } from '../anomaly.ts'
import { forgedAccepted } from './check.ts'

export const forgedAcceptedAnomaly: Anomaly = {
  check: forgedAccepted,
  texts: {
    en: {
      title: 'Forged accepted: a forged credential gets an answer other than 401',
      breaks: (rate) => `forged credentials get an answer other than 401 (${rate})`,
    },
    ko: {
      title: '위조 허용: 위조한 자격 증명이 401이 아닌 응답을 받음',
      breaks: (rate) => `공격 중 401이 아닌 응답을 받은 비율: ${rate}`,
    },
  },
}
