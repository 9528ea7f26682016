/** Every text of `lab serve` beyond those of reports and comparisons, in Korean. */

import type { Words } from './say.ts'

export const ko: Words = {
  title: '실행 목록',
  count: (shown, all) => (shown === all ? `실행 ${all}개` : `실행 ${all}개 중 ${shown}개`),
  scenario: '시나리오',
  verdict: '판정',
  mode: '모드',
  apply: '거르기',
  verdicts: { pass: '통과', fail: '실패', unknown: '알 수 없음' },
  started: '시작(UTC): 보고서',
  modes: '모드',
  trials: '시행',
  howToCompare:
    '한쪽의 실행들은 A에, 다른 쪽은 B에 표시할 것. 양쪽에 한 번씩이면 시간과 무관한 것만 알 수 있고, 어느 쪽이 빠른지 알려면 번갈아 만든 실행이 양쪽에 네 번 이상 있어야 함.',
  compare: 'A와 B 비교',
  broken: '보여 줄 수 없는 실행',
  empty: (folder) => `${folder}에 아직 실행이 없음. 하나 만든 뒤 이 페이지를 다시 열 것:`,
  noneMatches: '그런 실행이 없음.',

  notFound: '그런 페이지가 없음',
  unreadable: '이 실행은 보여 줄 수 없음',
  notCompared: '비교하지 않음',
  tickBoth: 'A와 B에 실행을 하나 이상씩 표시할 것.',
  compareAllTheSame: '그래도 비교',
  back: '모든 실행',
}
