/** Session mismatch: a valid credential is refused. */

import type { Anomaly } from '../anomaly.ts'
import { sessionMismatch } from './check.ts'
import { predictSessionMismatch } from './predict.ts'

export const sessionMismatchAnomaly: Anomaly = {
  check: sessionMismatch,
  predict: predictSessionMismatch,
  texts: {
    en: {
      title: 'Session mismatch: a valid credential is refused',
      breaks: (rate) => `requests with a valid login are refused (${rate})`,
    },
    ko: {
      title: '세션 불일치: 유효한 자격 증명이 거부됨',
      breaks: (rate) => `유효한 로그인으로 보낸 요청 중 거부된 비율: ${rate}`,
    },
  },
}
