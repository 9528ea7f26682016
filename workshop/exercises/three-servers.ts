/** Chapter 5: the share of requests that reach a replica without the session. */
import { type Exercise, numberIn } from './exercise.ts'
import { Visitor } from './visitor.ts'

/** Sequential requests reach every replica equally often, so the share is exact. The tolerance accepts rounded answers. */
const visitors = 4
const rounds = 25
const tolerance = 1

export const threeServers: Exercise = {
  question: {
    en: 'the percentage of requests that are refused with four replicas, such as 50',
    ko: '레플리카가 네 대일 때 거부되는 요청의 비율(퍼센트), 예: 50',
  },
  answerPattern: /^\d+([.,]\d+)? ?%?$/,
  topology: { modes: ['memory'], replicas: 4 },
  async experiment({ origin, replicas }, answer) {
    const each = rounds * replicas.length
    let refused = 0
    for (let n = 0; n < visitors; n += 1) refused += await refusalsOf(new Visitor(origin, 'memory'), each)
    const all = visitors * each
    const share = (100 * refused) / all
    const measured = share.toFixed(1)
    return {
      isRight: Math.abs(numberIn(answer) - share) <= tolerance,
      observed: {
        en: `of ${all} requests to ${replicas.length} replicas, ${measured} % were refused.`,
        ko: `레플리카 ${replicas.length}대에 보낸 요청 ${all}건 중 ${measured} %가 거부되었습니다.`,
      },
      hint: {
        en: 'one replica has the session; how many replicas do not?',
        ko: '세션이 있는 레플리카는 한 대입니다. 없는 레플리카는 몇 대인가요?',
      },
    }
  },
}

/** The visitor keeps its credential as it was at the login. */
async function refusalsOf(visitor: Visitor, requests: number): Promise<number> {
  await visitor.logIn()
  let refused = 0
  for (let n = 0; n < requests; n += 1) if ((await visitor.ask()).status === 401) refused += 1
  return refused
}
