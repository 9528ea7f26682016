/** Every text of the pages, in Korean. */

import { anomalyTexts } from '../../anomalies/registry.ts'
import { whole } from '../html/format-figures.ts'
import type { Texts } from './texts.en.ts'

export const ko: Texts = {
  skip: '본문으로',
  contents: '목차',
  language: '언어',
  theme: '테마',
  auto: '자동',
  light: '밝게',
  dark: '어둡게',

  verdicts: {
    pass: '통과: 모든 결과가 예상과 같음',
    fail: '실패: 예상과 다른 결과가 있음',
    unknown: '판단 불가: 증거가 부족함',
  },
  outcomes: { 'as-expected': '예상대로', unexpected: '예상과 다름', unknown: '판단 불가' },
  standings: { surprises: '✗ 예상과 다름:', breaks: '△ 깨짐:', open: '? 판단 불가:', holds: '✓ 문제없음:' },
  clauseEnd: '. ',
  sentenceEnd: '.',
  noneRefused: (total, atMost) =>
    `유효한 로그인으로 보낸 요청 ${total}건 중 거부 없음(95 % 신뢰수준에서 최대 ${atMost})`,
  rateOf: (rate, expected) => (expected === null ? rate : `${rate}(예측 ${expected})`),
  rateOfClient: (client, rate) => `${client} 클라이언트 ${rate}`,
  broken: anomalyTexts(({ texts }) => texts.ko.breaks),
  kinds: {
    scattered: '세션이 레플리카 한 대에만 있고 로드 밸런서는 어디인지 모르므로, 레플리카가 두 대 이상이면 쓸 수 없음',
    pinned: '세션이 레플리카 한 대에만 있으므로, 그 레플리카를 내리거나 교체하면 거기 있던 사용자가 모두 로그아웃됨',
    copied: '모든 레플리카가 모든 세션을 가지고 있음. 대신 레플리카가 늘수록 메시지도 늘어남',
    shared: 'Redis만 살아 있으면 어느 레플리카든 응답할 수 있음. 따라서 Redis의 가용성이 곧 로그인의 가용성',
    token: '토큰 자체가 로그인을 증명하므로, 만료되기 전에는 회수할 수 없음',
    'token-asked': '토큰이 로그인을 증명하고, 회수할 수 있도록 요청마다 Redis에서 확인함',
    password: '잃을 세션이 없지만, 요청마다 비밀번호 해시를 계산함',
  },
  priceIs: (times, cheapest) => `요청당 CPU 시간은 문제없는 모드 중 가장 싼 ${cheapest}의 ${times}배`,
  caveats: '주의할 점',

  clients: { frozen: 'frozen', browser: 'browser' },
  checks: anomalyTexts(({ texts }) => texts.ko.title),

  predictions: '예측과 측정',
  predictionsLead:
    '이상이 나타난 요청의 비율. 한 세션의 요청은 함께 통과하거나 함께 거부되므로, 95 % 구간은 요청이 아니라 세션을 단위로 계산함.',
  measuredKey: '측정값과 그 구간',
  predictedKey: '이론이 예측한 값(데이터에 맞춘 값이 아님)',
  nothing: '판단할 것이 없음',
  predicted: (expected) => `예측 ${expected}`,
  ofTotal: (count, total) => `${total}건 중 ${count}건`,
  window: '지속 시간(모든 세션의 평균)',
  longest: (longest) => `최장 ${longest}`,
  why: '이론이 그렇게 예측하는 이유',

  guarantees: '세션 보장',
  guaranteesLead:
    '한 세션 안에서 클라이언트가 믿어도 되는 것. 장바구니로 판정하며, ‘지켜짐’은 깨질 수 있었던 모든 곳에서 깨지지 않았다는 뜻임.',
  guarantee: {
    'read-your-writes': '자신이 쓴 것 읽기(read your writes)',
    'monotonic-reads': '단조 읽기(monotonic reads)',
    'monotonic-writes': '단조 쓰기(monotonic writes)',
    'writes-follow-reads': '읽은 뒤 쓰기(writes follow reads)',
  },
  guaranteeHeld: '✓ 지켜짐',
  guaranteeBroken: '✗ 깨짐',
  notSeen: '? 판단 불가',

  timeSeries: '시간에 따른 변화',
  timeSeriesLead:
    '시행을 나란히 놓은 그림. 지연 시간은 모든 모드가 같은 로그 눈금이고, 초당 요청 수는 모드마다 눈금이 다름.',
  outcome: { ok: '정상 응답', refused: '거부(401)', failed: '실패(5xx 또는 응답 없음)' },
  faultBand: '장애(복구될 때까지)',
  max: '최대',
  timeSeriesCaption: (trials, step, refused) =>
    `시행 ${trials}회, ${step} 간격, 로그인을 포함한 전체 요청 중 ${refused} 거부.`,
  trialsLeftOut: (count) => `그 뒤의 시행 ${count}회는 그리지 않음.`,
  requestsPerSecond: '초당 요청 수',
  refusedShare: '거부된 비율',
  latency: '응답 지연 시간',
  byReplica: '레플리카별 비율',

  faults: '장애별 영향',
  faultsLead:
    '장애가 시작된 때부터 다음 장애나 부하가 끝날 때까지의 요청을 모든 시행에 걸쳐 더한 값. 레플리카가 요청에 실패하면 nginx는 다른 레플리카로 넘김.',
  faultTimes: (at, lasted) =>
    lasted === null ? `부하 시작 ${at} 후. 끝까지 지속됨` : `부하 시작 ${at} 후. ${lasted} 뒤에 복구됨`,
  givenOn: '다른 레플리카로 넘김',
  commonestFailure: '가장 많은 실패',
  asBeforeAfter: '이전 상태로 돌아오기까지',
  atOnce: '즉시',
  never: '돌아오지 않음',

  latencyTitle: '지연 시간',
  latencyLead:
    '오른쪽으로 한 칸 갈 때마다 열 배 더 드문 요청. 회색은 다른 모드. 로그인은 비밀번호 해시를 계산하느라 느리므로 제외함.',
  correctedLead:
    '실선은 도착률에 따라 보냈어야 할 때부터, 파선은 실제로 보낸 때부터 잰 값. 파선에는 기다린 시간이 나타나지 않음.',
  latencyOf: '지연 시간(로그 눈금)',

  scaling: '확장 곡선',
  scalingLead: (cpus) =>
    `레플리카 수에 따른 초당 정상 응답${cpus === null ? '' : `(레플리카마다 CPU ${cpus}개)`}. 곡선이 직선보다 낮아지는 곳부터 레플리카는 공유 자원을 기다리거나 서로를 위한 일을 함.`,
  lawKey: '측정점에 맞춘 보편 확장성 법칙(USL)',
  idealKey: '손실이 없을 때: 레플리카 한 대의 N배',
  goodputByReplicas: '레플리카 수별 정상 응답/초',
  lawTexts: {
    serial: (share) => `직렬로 처리되는 일: ${share}`,
    serialAtMost: (share) => `직렬로 처리되는 일은 보이지 않음(최대 ${share})`,
    noSerial: '직렬로 처리되는 일은 보이지 않음',
    pairs: (share, peak, range, perSecond) =>
      `. 레플리카 두 대가 짝지어 서로에게 ${share}의 비용을 들임. 처리량이 가장 큰 것은 ${peak}대(${range}), 초당 ${perSecond}건이며, 더 늘려도 도움이 되지 않음`,
    limit: (least, most) => `. 따라서 몇 대를 두어도 처리량은 초당 ${least}–${most}건에서 멈춤`,
    pairsTakenAsNothing: '. 짝지어 드는 비용은 이 점들로 알 수 없어 0으로 둠',
    noPairs: '. 짝지어 드는 비용은 보이지 않음',
    helpsUpTo: (replicas) => `. 적어도 ${replicas}대까지는 더하면 도움이 됨`,
  },
  speedUpIs: (times, replicas, expected) =>
    `레플리카 ${replicas}대로 한 대의 ${times}배${expected === null ? '' : `(예측 ${expected})`}`,
  scalingCaption:
    '시행별 값의 중앙값과 95 % 구간. ×는 같은 시행의 레플리카 한 대에 견준 배수. 그다음은 법칙에 따른 값, 측정점이 거기서 벗어난 정도, CPU 사용률. *는 레플리카가 아닌 다른 곳이 한계여서 법칙을 맞출 때 제외한 점.',
  lawSays: '법칙에 따른 값',
  lawIsOff: '벗어난 정도',
  replicaBusy: '레플리카마다, 코어의 %',
  clientBusy: '클라이언트, %',
  lawCaption:
    'σ: 직렬로 처리되는 일의 비율. κ: 레플리카 두 대가 짝지어 서로에게 들이는 비용. 구간 없는 0은 두 값을 점들로 구별할 수 없어 0으로 둔 것이며, 측정값이 아님. 95 % 구간.',

  costs: '속도와 비용',
  costsCaption:
    '시행별 값의 중앙값. 지연 시간에 로그인은 넣지 않음. 바이트와 CPU 시간은 요청당 값. 막대로 모드를 비교할 수 있음.',
  mode: '모드',
  client: '클라이언트',
  goodput: '정상 응답/초',
  throughput: '전체 응답/초',
  login: '로그인 p50',
  replicaCpu: '레플리카 CPU, µs',
  loadBalancerCpu: 'nginx CPU, µs',
  redisCpu: 'Redis CPU, µs',
  clientCpu: '클라이언트 CPU, µs',
  credentialBytes: '자격 증명, 바이트',
  bytesOut: '보낸 바이트',
  bytesIn: '받은 바이트',
  commands: 'Redis 명령',
  storedBytes: '세션당 Redis 바이트',
  messages: '쓰기당 메시지',
  copyBytes: '메시지 바이트',
  lag: '복제 지연 p99',
  shares: '레플리카별 비율, %',

  exposure: '자격 증명이 드러내는 것',
  exposureLead: (files, kilobytes) =>
    `자격 증명을 본 사람이 키 없이 읽을 수 있는 것. 괄호 안은 거기서 주인에 대해 알 수 있는 것. 그리고 실행 로그(파일 ${files}개, ${kilobytes} kB)에서 발견된 자격 증명의 수.`,
  inClear: '그대로 읽히는 것',
  carriedBy: '보내는 방법',
  carriers: { cookie: '쿠키', bearer: 'Bearer 토큰', basic: '아이디와 비밀번호' },
  readByScript: '스크립트가 읽을 수 있음',
  yes: '예',
  no: '아니요',
  inLogs: '로그에서 발견',

  evidence: '증거',
  evidenceLead: '이상마다 가장 작은 예 하나: 요청을 보낸 때부터 응답을 받은 때까지를, 응답한 레플리카의 줄에 그림.',
  cases: (count) => `${whole(count)}건`,

  circumstances: '실행 조건',
  repeat: '다시 실행하려면',
  startedAt: '시작',
  plan: '계획',
  planIs: (replicas, trials, seed) => `레플리카 ${replicas}대, 시행 ${trials}회, 시드 ${seed}`,
  versions: '버전',
  machine: '컴퓨터',
  cores: (cpus) => `코어 ${cpus}개`,
  modes: '모드',
  scenario: '실행한 시나리오',
}
