/** Unavailable: 5xx, timeout or cut connection. */

import type { Anomaly } from '../anomaly.ts'
import { unavailable } from './check.ts'

export const unavailableAnomaly: Anomaly = {
  check: unavailable,
  isOutage: true,
  accompanies: true,
  texts: {
    en: {
      title: 'Unavailable: 5xx, timeout or cut connection',
      breaks: (rate) => `requests fail with 5xx or get no answer (${rate})`,
    },
    ko: {
      title: '이용 불가: 5xx, 시간 초과 또는 끊긴 연결',
      breaks: (rate) => `전체 요청 중 실패한 비율(5xx 또는 응답 없음): ${rate}`,
    },
  },
}
