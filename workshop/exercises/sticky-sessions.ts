/** Chapter 6: neither the others nor the replica itself, when it is back, have what was in its memory. */
import type { Exercise } from './exercise.ts'
import { homeReplica, Visitor } from './visitor.ts'

export const stickySessions: Exercise = {
  asks: {
    en: 'the two statuses that you get, while your replica is dead and when it is back, such as 200 200',
    ko: '내 레플리카가 죽어 있을 때와 다시 켜졌을 때 받는 상태 코드 두 개, 예: 200 200',
  },
  looksLike: /^\d{3}[ ,]+\d{3}$/,
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
      seen: {
        en: `while ${home.name} was dead ${meanwhile.replica} said ${found[0]}, and afterwards ${afterwards.replica} said ${found[1]}.`,
        ko: `${home.name} 레플리카가 죽어 있는 동안 ${meanwhile.replica}의 응답은 ${found[0]}, 다시 켜진 뒤 ${afterwards.replica}의 응답은 ${found[1]}.`,
      },
      hint: {
        en: 'nginx finds another replica for you, and later the same one again; what do they remember?',
        ko: 'nginx는 요청을 다른 레플리카로 보내고, 나중에는 원래 레플리카로 보냅니다. 그 레플리카들은 무엇을 기억하고 있나요?',
      },
    }
  },
}
