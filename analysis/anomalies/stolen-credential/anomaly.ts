/** A stolen credential is accepted after a remedy: one anomaly for each remedy. */

import type { Remedy } from '../../../bench/load/workloads/operation-kinds.ts'
import type { Anomaly } from '../anomaly.ts'
import { stolenAfter } from './check.ts'
import { predictStolenAfter } from './predict.ts'

export function stolenAfterAnomaly(remedy: Remedy): Anomaly {
  return { check: stolenAfter(remedy), predict: predictStolenAfter(remedy), texts: texts[remedy] }
}

const texts: Readonly<Record<Remedy, Anomaly['texts']>> = {
  logout: {
    en: {
      title: 'Stolen credential: accepted after its owner logged out',
      breaks: (rate) => `a stolen credential is accepted after the logout (${rate})`,
    },
    ko: {
      title: '탈취된 자격 증명: 주인이 로그아웃한 뒤에도 통함',
      breaks: (rate) => `로그아웃 뒤 도둑의 요청 중 통과한 비율: ${rate}`,
    },
  },
  'logout-all': {
    en: {
      title: 'Stolen credential: accepted after its owner logged out on all devices',
      breaks: (rate) => `a stolen credential is accepted after the logout on all devices (${rate})`,
    },
    ko: {
      title: '탈취된 자격 증명: 주인이 모든 기기에서 로그아웃한 뒤에도 통함',
      breaks: (rate) => `모든 기기에서 로그아웃한 뒤 도둑의 요청 중 통과한 비율: ${rate}`,
    },
  },
  'new-password': {
    en: {
      title: 'Stolen credential: accepted after its owner changed the password',
      breaks: (rate) => `a stolen credential is accepted after the password was changed (${rate})`,
    },
    ko: {
      title: '탈취된 자격 증명: 주인이 비밀번호를 바꾼 뒤에도 통함',
      breaks: (rate) => `비밀번호 변경 뒤 도둑의 요청 중 통과한 비율: ${rate}`,
    },
  },
  disable: {
    en: {
      title: 'Stolen credential: accepted after the account of its owner was disabled',
      breaks: (rate) => `a stolen credential is accepted after the account was disabled (${rate})`,
    },
    ko: {
      title: '탈취된 자격 증명: 주인의 계정이 정지된 뒤에도 통함',
      breaks: (rate) => `계정 정지 뒤 도둑의 요청 중 통과한 비율: ${rate}`,
    },
  },
}
