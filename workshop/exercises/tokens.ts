/** Chapter 4: a token expires. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Exercise } from './exercise.ts'
import { Visitor } from './visitor.ts'

export const tokens: Exercise = {
  question: {
    en: 'the reason in the response to an expired token, such as bad-signature',
    ko: '만료된 토큰에 대한 응답에 적힌 이유(reason), 예: bad-signature',
  },
  answerPattern: /^[a-z-]+$/,
  topology: { modes: ['jwt'], replicas: 3, tokenTtlSeconds: 2 },
  async experiment({ origin }, answer) {
    const alice = new Visitor(origin, 'jwt')
    await alice.logIn()
    let last = await alice.ask()
    while (last.status === 200) {
      await sleep(100)
      last = await alice.ask()
    }
    const reason = `${last.body['reason']}`
    return {
      isRight: answer === reason,
      observed: {
        en: `the response to the expired token was ${last.status} (${reason}).`,
        ko: `만료된 토큰에 대한 응답: ${last.status}(${reason}).`,
      },
      hint: {
        en: 'log in, wait until the panel shows that the token has expired, send a request, and read the reason in the table of your requests.',
        ko: '로그인하고 토큰이 만료되었다고 표시될 때까지 기다렸다가 물어본 다음, 내 요청 표에서 이유를 읽어 보세요.',
      },
    }
  },
}
