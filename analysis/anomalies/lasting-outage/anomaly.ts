/** Lasting outage: requests fail after every fault was healed. */

import type { Anomaly } from '../anomaly.ts'
import { lastingOutage } from './check.ts'

export const lastingOutageAnomaly: Anomaly = {
  check: lastingOutage,
  isOutage: true,
  texts: {
    en: {
      title: 'Lasting outage: requests fail after every fault was healed',
      breaks: (rate) => `requests still fail after every fault was healed (${rate})`,
    },
    ko: {
      title: '끝나지 않는 중단: 모두 복구했는데도 서비스가 되지 않음',
      breaks: (rate) => `복구 뒤의 요청 중 실패한 비율: ${rate}`,
    },
  },
}
