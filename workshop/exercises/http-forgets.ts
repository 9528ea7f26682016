/** Chapter 2: the size of the credential in every request. */
import { type Exercise, numberIn } from './exercise.ts'
import { Visitor } from './visitor.ts'

export const httpForgets: Exercise = {
  question: {
    en: 'how many bytes of each request identify alice in mode basic, such as 100',
    ko: 'basic 모드에서 요청마다 alice가 누구인지 알리는 데 쓰이는 바이트 수, 예: 100',
  },
  answerPattern: /^\d+$/,
  topology: { modes: ['basic'], replicas: 1 },
  async experiment({ origin }, answer) {
    const alice = new Visitor(origin, 'basic')
    await alice.logIn()
    const { status } = await alice.ask()
    const { length } = alice.credential
    return {
      isRight: status === 200 && numberIn(answer) === length,
      observed: {
        en: `the credential had ${length} bytes, and alice got ${status}.`,
        ko: `${length}바이트였고, 이것을 보내자 응답은 ${status}.`,
      },
      hint: {
        en: 'log in as alice in mode basic, send one request, and read the last line of the panel “What the browser holds and sends”.',
        ko: 'basic 모드에서 alice로 로그인해 한 번 물어본 다음, “브라우저가 보관하고 보내는 것” 칸의 마지막 줄을 읽어 보세요.',
      },
    }
  },
}
