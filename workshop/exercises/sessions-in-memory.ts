/** Chapter 3: a session lives as long as the memory that it is in. */
import type { Exercise } from './exercise.ts'
import { homeReplica, Visitor } from './visitor.ts'

export const sessions: Exercise = {
  asks: {
    en: 'the status that you get after your replica has been restarted, such as 200',
    ko: '내 레플리카를 재시작한 뒤에 받는 상태 코드, 예: 200',
  },
  looksLike: /^\d{3}$/,
  topology: { modes: ['sticky'], replicas: 3 },
  async experiment(stack, answer) {
    const alice = new Visitor(stack.origin, 'sticky')
    const home = homeReplica(stack, await alice.logIn())
    await home.stop()
    await home.start()
    const { status, body } = await alice.ask()
    return {
      isRight: answer === `${status}`,
      seen: {
        en: `after the restart of ${home.name} alice got ${status} (${body['reason']}).`,
        ko: `${home.name} 재시작 뒤 alice가 받은 상태 코드: ${status}(${body['reason']}).`,
      },
      hint: {
        en: 'the cookie is still there, but it only names a session: where was the rest?',
        ko: '쿠키는 남아 있지만 세션의 이름일 뿐입니다. 나머지는 어디에 있었나요?',
      },
    }
  },
}
