/** Identity swap: a response belongs to another user. */

import type { Anomaly } from '../anomaly.ts'
import { identitySwap } from './check.ts'

export const identitySwapAnomaly: Anomaly = {
  check: identitySwap,
  accompanies: true,
  texts: {
    en: {
      title: 'Identity swap: a response belongs to another user',
      breaks: (rate) => `answers belong to another user (${rate})`,
    },
    ko: {
      title: '사용자 뒤바뀜: 다른 사용자의 응답이 옴',
      breaks: (rate) => `응답 중 다른 사용자의 것인 비율: ${rate}`,
    },
  },
}
