/** Chapter 7: the messages that one write needs where every replica gets a copy. */
import { type Exercise, numberIn } from './exercise.ts'
import { Visitor } from './visitor.ts'

/** Anti-entropy adds messages now and then; the median of nine logins excludes them. */
const logins = 9

export const sessionClustering: Exercise = {
  question: {
    en: 'how many messages six replicas exchange for one login, confirmations included, such as 3',
    ko: '레플리카 여섯 대가 로그인 한 번에 주고받는 메시지의 수(변경과 확인 응답을 모두), 예: 3',
  },
  answerPattern: /^\d+$/,
  topology: { modes: ['cluster-sync'], replicas: 6 },
  async experiment({ origin, replicas }, answer) {
    const costs: number[] = []
    let before = await messagesSent(replicas)
    for (let n = 0; n < logins; n += 1) {
      await new Visitor(origin, 'cluster-sync').logIn()
      const after = await messagesSent(replicas)
      costs.push(after - before)
      before = after
    }
    const each = costs.sort((a, b) => a - b)[(logins - 1) / 2]
    return {
      isRight: numberIn(answer) === each,
      observed: {
        en: `with ${replicas.length} replicas, one login needed ${each} messages (median of ${logins}).`,
        ko: `레플리카 ${replicas.length}대에서는 로그인 한 번에 메시지가 ${each}개 오갔습니다(${logins}번의 중앙값).`,
      },
      hint: {
        en: 'the replica that answers already has the session; how many replicas need a copy, and how does it know that they have it?',
        ko: '응답하는 레플리카에는 이미 세션이 있습니다. 복사본이 필요한 레플리카는 몇 대이고, 모두 받았다는 것은 어떻게 알까요?',
      },
    }
  },
}

async function messagesSent(replicas: readonly { readonly statusOrigin: string }[]): Promise<number> {
  const counts = replicas.map(async ({ statusOrigin }) => {
    const { modes } = (await (await fetch(`${statusOrigin}/status`)).json()) as {
      modes: { 'cluster-sync': { replication: { sent: { messages: number } } } }
    }
    return modes['cluster-sync'].replication.sent.messages
  })
  return (await Promise.all(counts)).reduce((sum, count) => sum + count, 0)
}
