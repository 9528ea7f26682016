/** Stale authorization: a revoked role is still accepted. */

import type { Anomaly } from '../anomaly.ts'
import { staleAuthorization } from './check.ts'
import { predictStaleAuthorization } from './predict.ts'

export const staleAuthorizationAnomaly: Anomaly = {
  check: staleAuthorization,
  predict: predictStaleAuthorization,
  texts: {
    en: {
      title: 'Stale authorization: a revoked role is still accepted',
      breaks: (rate) => `requests with a revoked role are accepted (${rate})`,
    },
    ko: {
      title: '오래된 권한: 회수된 역할이 여전히 통함',
      breaks: (rate) => `회수된 역할로 보낸 요청 중 통과한 비율: ${rate}`,
    },
  },
}
