/** Zombie session: accepted after an acknowledged logout. */

import type { Anomaly } from '../anomaly.ts'
import { zombieSession } from './check.ts'
import { predictZombieSession } from './predict.ts'

export const zombieSessionAnomaly: Anomaly = {
  check: zombieSession,
  predict: predictZombieSession,
  texts: {
    en: {
      title: 'Zombie session: accepted after an acknowledged logout',
      breaks: (rate) => `requests after a logout are accepted (${rate})`,
    },
    ko: {
      title: '좀비 세션: 확인된 로그아웃 뒤에도 통함',
      breaks: (rate) => `로그아웃 뒤의 요청 중 그래도 통과한 비율: ${rate}`,
    },
  },
}
