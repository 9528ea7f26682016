/** Chapter 9: what each thing in a token costs every request. */
import { type Exercise, numberIn } from './exercise.ts'
import { Visitor } from './visitor.ts'

const things = 12

export const tokensAgain: Exercise = {
  asks: {
    en: 'by how many bytes each request grows with one more thing in the cart, roughly, such as 100',
    ko: '장바구니에 하나를 더 담을 때마다 요청이 커지는 바이트 수(대략), 예: 100',
  },
  looksLike: /^\d+([.,]\d+)?$/,
  topology: { modes: ['jwt'], replicas: 3 },
  async experiment({ origin }, answer) {
    const alice = new Visitor(origin, 'jwt')
    await alice.logIn()
    const before = alice.credential.length
    for (let n = 0; n < things; n += 1) await alice.post('/cart', { item: `apple-${10 + n}` })
    const each = (alice.credential.length - before) / things
    return {
      isRight: Math.abs(numberIn(answer) - each) <= 2.5, // names are longer or shorter by a letter or two
      seen: {
        en: `with ${things} things in the cart each request was longer by ${each.toFixed(1)} bytes for each of them.`,
        ko: `장바구니에 ${things}가지를 담으니 요청이 한 가지마다 ${each.toFixed(1)}바이트씩 커졌습니다.`,
      },
      hint: {
        en: 'read how many bytes say who you are, put ten things into the cart, read again, and divide by ten.',
        ko: '내가 누구인지 알리는 바이트 수를 읽고, 열 가지를 담은 다음 다시 읽어서 차이를 10으로 나눠 보세요.',
      },
    }
  },
}
