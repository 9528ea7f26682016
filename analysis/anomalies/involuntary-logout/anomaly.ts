/** Involuntary logout: a login ends with a refusal, so that the user has to log in again. */

import type { Anomaly } from '../anomaly.ts'
import { involuntaryLogout } from './check.ts'
import { predictInvoluntaryLogout } from './predict.ts'

export const involuntaryLogoutAnomaly: Anomaly = {
  check: involuntaryLogout,
  predict: predictInvoluntaryLogout,
  texts: {
    en: {
      title: 'Involuntary logout: a login ends with a refusal, so that the user has to log in again',
      breaks: (rate) => `logins end in an involuntary logout (${rate})`,
    },
    ko: {
      title: '뜻하지 않은 로그아웃: 로그인이 거부로 끝나 다시 로그인해야 함',
      breaks: (rate) => `로그인 중 거부로 끝난 비율: ${rate}`,
    },
  },
}
