/** Exposed credential: written to a log. */

import type { Anomaly } from '../anomaly.ts'
import { exposedCredential } from './check.ts'

export const exposedCredentialAnomaly: Anomaly = {
  check: exposedCredential,
  accompanies: true,
  // All logs of the run are searched: however few the credentials, none is left out.
  always: { is: 'none', atLeast: 1, precision: 1 },
  texts: {
    en: {
      title: 'Exposed credential: written to a log',
      breaks: (rate) => `credentials are written to a log (${rate})`,
    },
    ko: {
      title: '노출된 자격 증명: 로그에 남음',
      breaks: (rate) => `자격 증명 중 로그에 남은 비율: ${rate}`,
    },
  },
}
