/** Chapter 3: a restart deletes the sessions in a replica's memory. */
import type { Exercise } from './exercise.ts'
import { homeReplica, Visitor } from './visitor.ts'

export const sessionsInMemory: Exercise = {
  question: {
    en: 'the status that you get after a restart of your replica, such as 200',
    ko: '내 레플리카를 재시작한 뒤에 받는 상태 코드, 예: 200',
  },
  answerPattern: /^\d{3}$/,
  topology: { modes: ['sticky'], replicas: 3 },
  async experiment(stack, answer) {
    const alice = new Visitor(stack.origin, 'sticky')
    const home = homeReplica(stack, await alice.logIn())
    await home.stop()
    await home.start()
    const { status, body } = await alice.ask()
    return {
      isRight: answer === `${status}`,
      observed: {
        en: `after the restart of ${home.name} alice got ${status} (${body['reason']}).`,
        ko: `${home.name} 재시작 뒤 alice가 받은 상태 코드: ${status}(${body['reason']}).`,
      },
      hint: {
        en: 'the cookie is still there, but it contains only the session ID; where was the rest?',
        ko: '쿠키는 남아 있지만 세션 ID만 들어 있습니다. 나머지는 어디에 있었나요?',
      },
    }
  },
}
