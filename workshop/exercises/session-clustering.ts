/** Chapter 7: what a write costs where every replica is told of it. */
import { type Exercise, numberIn } from './exercise.ts'
import { Visitor } from './visitor.ts'

/** Now and then replicas also compare what they know: half of these logins fall into a moment without. */
const logins = 9

export const sessionClustering: Exercise = {
  asks: {
    en: 'how many messages between six replicas a login costs, there and back, such as 3',
    ko: '레플리카 여섯 대가 로그인 한 번에 주고받는 메시지의 수(변경과 확인 응답을 모두), 예: 3',
  },
  looksLike: /^\d+$/,
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
      seen: {
        en: `with ${replicas.length} replicas a login cost ${each} messages (median of ${logins}).`,
        ko: `레플리카 ${replicas.length}대에서는 로그인 한 번에 메시지가 ${each}개 오갔습니다(${logins}번의 중앙값).`,
      },
      hint: {
        en: 'the replica that answers knows already; whom does it have to tell, and how does it learn that they have it?',
        ko: '응답하는 레플리카는 이미 압니다. 누구에게 알려야 하고, 모두 받았다는 것은 어떻게 알까요?',
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
