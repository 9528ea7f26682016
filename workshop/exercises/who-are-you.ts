/** Chapter 1: an authenticated user without permission. */
import type { Exercise } from './exercise.ts'
import { Visitor } from './visitor.ts'

export const whoAreYou: Exercise = {
  question: {
    en: 'the status that Bob gets for the admin page, such as 200',
    ko: 'Bob이 관리자 페이지에서 받는 상태 코드, 예: 200',
  },
  answerPattern: /^\d{3}$/,
  topology: { modes: ['redis'], replicas: 3 },
  async experiment({ origin }, answer) {
    const bob = new Visitor(origin, 'redis', 'bob')
    await bob.logIn()
    const { status, body } = await bob.ask('/admin/users')
    return {
      isRight: answer === `${status}`,
      observed: {
        en: `Bob got ${status} (${body['reason']}).`,
        ko: `Bob이 받은 상태 코드: ${status}(${body['reason']}).`,
      },
      hint: {
        en: 'Bob is logged in, so the replica knows who he is; is he allowed to open this page?',
        ko: 'Bob은 로그인했으므로 레플리카는 누구인지 압니다. 이 페이지를 열 권한도 있을까요?',
      },
    }
  },
}
