/** Chapter 2: what it costs to say with each request who one is. */
import { type Exercise, numberIn } from './exercise.ts'
import { Visitor } from './visitor.ts'

export const httpForgets: Exercise = {
  asks: {
    en: 'how many bytes of each request say who alice is, in mode basic, such as 100',
    ko: 'basic 모드에서 요청마다 alice가 누구인지 알리는 데 쓰이는 바이트 수, 예: 100',
  },
  looksLike: /^\d+$/,
  topology: { modes: ['basic'], replicas: 1 },
  async experiment({ origin }, answer) {
    const alice = new Visitor(origin, 'basic')
    await alice.logIn()
    const { status } = await alice.ask()
    const { length } = alice.credential
    return {
      isRight: status === 200 && numberIn(answer) === length,
      seen: {
        en: `${length} bytes, and with them alice got ${status}.`,
        ko: `${length}바이트였고, 이것을 보내자 응답은 ${status}.`,
      },
      hint: {
        en: 'log in as alice in mode basic, ask once, and read the last line of the panel of what the browser stores and sends.',
        ko: 'basic 모드에서 alice로 로그인해 한 번 물어본 다음, 브라우저가 저장하고 보내는 것을 보여 주는 칸의 마지막 줄을 읽어 보세요.',
      },
    }
  },
}
