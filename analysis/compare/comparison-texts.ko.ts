/** Every text of comparisons, in Korean. */

import type { Texts } from './comparison-texts.en.ts'

const units = { trial: '시행', run: '실행', session: '세션' } as const

export const ko: Texts = {
  title: 'A와 B의 비교',
  sides: (runs, trials, when) => `실행 ${runs}회, 시행 ${trials}회, ${when}`,
  fromTo: (first, last) => (first === last ? `${first} UTC` : `${first} ~ ${last} UTC`),

  shown: (figures, better, worse) => `수치 ${figures}개 중 ${better}개 나아짐, ${worse}개 나빠짐`,
  unconfirmed: (figures, open) =>
    `수치 ${figures}개 중 ${open}개가 두 실행에서 다르지만 확인되지 않음. 드러난 차이 없음`,
  noneShown: (figures) => `수치 ${figures}개 중 차이가 드러난 것 없음`,

  differing: '그 밖에 다른 점',
  differs: (what, a, b) => `${what}: A는 ${a}, B는 ${b}`,
  onlyIn: (side, names) => `${side}에만 있음: ${names}`,
  warnings: '주의할 점',

  outcomes: { better: '나아짐', worse: '나빠짐', 'none-shown': '~', unconfirmed: '?', 'too-few': '~' },
  noneShownMeans: '~ 차이가 드러나지 않았거나, 드러났어도 의미 있는 크기가 아님. 차이가 없다는 뜻은 아님',
  unconfirmedMeans:
    '? 시행끼리는 다르지만 양쪽 모두 실행은 한 번뿐임. 바꾼 것 때문인지 그때의 컴퓨터 상태 때문인지, 실행 두 번으로는 알 수 없음. 양쪽을 번갈아 네 번 이상씩 실행해 폴더째 비교하거나, 똑같은 실행이 서로 얼마나 다른지 --noise DIR로 알려 주세요',
  bySessionMeans:
    '양쪽 모두 실행이 한 번뿐이므로 비율은 세션을 표본으로 비교함. 똑같은 실행끼리도 이보다 더 다를 수 있음. 양쪽을 네 번 이상씩 실행해 폴더째 비교해 주세요',
  pMeans: (unit, rates, figures, percent) =>
    `p: 양측 검정, 표본은 ${units[unit]}(맨-휘트니 U)${rates === undefined || rates === unit ? '' : `, 비율의 표본은 ${units[rates]}`}. 수치 ${figures}개에 맞춰 보정(벤자미니-호크버그). ${percent} % 미만이면 차이로 봄`,

  limits: '한계',
  limit: '한계',
  where: '모드',
  outcome: '결과',
  limitOutcomes: { held: '지켜짐', broken: '넘음', unknown: '판단 불가' },
  because: '근거',

  reading: '읽는 법',
  figuresLead:
    '위가 A, 아래가 B. 점은 표본의 중앙값(비율은 실행별 비율의 평균), 선은 95 % 구간. 그 옆은 A에 견준 B의 변화와 그 구간.',
  before: 'A',
  after: 'B',
  figures: {
    goodput: '초당 정상 응답',
    throughput: '초당 전체 응답',
    p50: '지연 시간: 요청의 절반',
    p90: '지연 시간: 요청 100건 중 90건',
    p99: '지연 시간: 요청 100건 중 99건',
    cpu: '요청당 레플리카 CPU 시간',
    'bytes-out': '요청당 보낸 바이트',
    'bytes-in': '요청당 받은 바이트',
  },
  figure: '수치',
  change: '변화 [95 %]',
  effect: (superiority) => `A와 B를 짝지은 모든 쌍 가운데 ${superiority}에서 B가 더 큼`,
}
