/** Chapter 6: after a crash, neither the other replicas nor the restarted one have the sessions of its memory. */
import type { Exercise } from './exercise.ts'
import { homeReplica, Visitor } from './visitor.ts'

export const stickySessions: Exercise = {
  question: {
    en: 'the two statuses that you get while your replica is down and after it is up again, such as 200 200',
    ko: '내 레플리카가 꺼져 있을 때와 다시 켜졌을 때 받는 상태 코드 두 개, 예: 200 200',
  },
  answerPattern: /^\d{3}[ ,]+\d{3}$/,
  topology: { modes: ['sticky'], replicas: 3 },
  async experiment(stack, answer) {
    const alice = new Visitor(stack.origin, 'sticky')
    const home = homeReplica(stack, await alice.logIn())
    await home.kill()
    const meanwhile = await alice.ask()
    await home.start()
    const afterwards = await alice.ask()
    const found = [meanwhile.status, afterwards.status]
    return {
      isRight: answer.split(/[ ,]+/).join() === found.join(),
      observed: {
        en: `while ${home.name} was down, ${meanwhile.replica} answered ${found[0]}; afterwards ${afterwards.replica} answered ${found[1]}.`,
        ko: `${home.name} 레플리카가 꺼져 있는 동안 ${meanwhile.replica}의 응답은 ${found[0]}, 다시 켜진 뒤 ${afterwards.replica}의 응답은 ${found[1]}.`,
      },
      hint: {
        en: 'nginx sends you to another replica, and later to the same one again; which of them has your session?',
        ko: 'nginx는 요청을 다른 레플리카로 보내고, 나중에는 원래 레플리카로 보냅니다. 그중 내 세션이 있는 레플리카는 어느 것인가요?',
      },
    }
  },
}
