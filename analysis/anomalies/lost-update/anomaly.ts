/** Lost update: an acknowledged item is missing at the end. */

import type { Anomaly } from '../anomaly.ts'
import { lostUpdate } from './check.ts'
import { predictLostUpdate } from './predict.ts'

export const lostUpdateAnomaly: Anomaly = {
  check: lostUpdate,
  predict: predictLostUpdate,
  texts: {
    en: {
      title: 'Lost update: an acknowledged item is missing at the end',
      breaks: (rate) => `acknowledged cart items are lost (${rate})`,
    },
    ko: {
      title: '갱신 손실: 확인 응답을 받은 항목이 마지막에 없음',
      breaks: (rate) => `확인 응답을 받은 장바구니 항목 중 사라진 비율: ${rate}`,
    },
  },
}
