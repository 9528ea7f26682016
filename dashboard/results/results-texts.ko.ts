/** Every text of `lab serve` beyond those of reports and comparisons, in Korean. */

import type { Texts } from './results-texts.en.ts'

export const ko: Texts = {
  title: '실행 목록',
  count: (shown, all) => (shown === all ? `실행 ${all}개` : `실행 ${all}개 중 ${shown}개`),
  scenario: '시나리오',
  verdict: '판정',
  mode: '모드',
  apply: '필터 적용',
  verdicts: { pass: '통과', fail: '실패', unknown: '판단 불가' },
  started: '시작(UTC): 보고서',
  modes: '모드',
  trials: '시행',
  howToCompare:
    '한쪽 실행은 A에, 다른 쪽 실행은 B에 표시하세요. 양쪽에 하나씩이면 시간과 무관한 것만 알 수 있습니다. 어느 쪽이 빠른지 알려면 번갈아 실행한 것이 양쪽에 네 번 이상씩 있어야 합니다.',
  compare: 'A와 B 비교하기',
  broken: '보여 줄 수 없는 실행',
  empty: (folder) => `${folder} 폴더에 아직 실행이 없습니다. 한 번 실행한 다음 이 페이지를 다시 여세요:`,
  noneMatches: '그런 실행이 없습니다.',

  notFound: '그런 페이지가 없습니다',
  unreadable: '이 실행은 보여 줄 수 없습니다',
  notCompared: '비교하지 않음',
  tickBoth: 'A와 B에 실행을 하나 이상씩 표시하세요.',
  compareAllTheSame: '그래도 비교하기',
  back: '모든 실행',
}
