/** The texts of `lab serve` in Korean; reports and comparisons have their own. */

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
    '비교할 실행을 한쪽은 A에서, 다른 쪽은 B에서 고르세요. 양쪽에 하나씩이면 불일치와 바이트 수를 비교할 수 있습니다. 속도를 비교하려면 번갈아 실행한 결과가 양쪽에 네 개 이상씩 필요합니다.',
  compare: 'A와 B 비교하기',
  broken: '보여 줄 수 없는 실행',
  empty: (folder) => `${folder} 폴더에 아직 실행이 없습니다. 한 번 실행한 다음 이 페이지를 다시 여세요:`,
  noneMatches: '필터에 맞는 실행이 없습니다.',

  notFound: '페이지를 찾을 수 없습니다',
  unreadable: '이 실행은 보여 줄 수 없습니다',
  notCompared: '비교할 수 없는 실행입니다',
  tickBoth: 'A와 B에서 실행을 하나 이상씩 고르세요.',
  compareAnyway: '그래도 비교하기',
  back: '모든 실행',
}
