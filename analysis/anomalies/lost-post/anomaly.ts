/** Lost post: an acknowledged post is not in the database. */

import type { Anomaly } from '../anomaly.ts'
import { lostPost } from './check.ts'

export const lostPostAnomaly: Anomaly = {
  check: lostPost,
  texts: {
    en: {
      title: 'Lost post: an acknowledged post is not in the database',
      breaks: (rate) => `acknowledged posts are not in the database (${rate})`,
    },
    ko: {
      title: '글 유실: 확인 응답을 받은 글이 데이터베이스에 없음',
      breaks: (rate) => `확인 응답을 받은 글 중 데이터베이스에 없는 비율: ${rate}`,
    },
  },
}
