/** Stale read: a read misses what its session has written or seen. */

import type { Anomaly } from '../anomaly.ts'
import { staleRead } from './check.ts'
import { predictStaleRead } from './predict.ts'

export const staleReadAnomaly: Anomaly = {
  check: staleRead,
  predict: predictStaleRead,
  texts: {
    en: {
      title: 'Stale read: a read misses what its session has written or seen',
      breaks: (rate) => `reads miss what their session has written or seen (${rate})`,
    },
    ko: {
      title: '오래된 값 읽기: 자기 세션이 이미 쓰거나 본 것이 읽기에 없음',
      breaks: (rate) => `읽기 중 세션이 이미 쓰거나 본 것이 빠진 비율: ${rate}`,
    },
  },
}
