/** Chapter 9: by how much each item in a token enlarges every request. */
import { type Exercise, numberIn } from './exercise.ts'
import { Visitor } from './visitor.ts'

const items = 12

export const tokensAgain: Exercise = {
  question: {
    en: 'by how many bytes, roughly, each request grows with one more item in the cart, such as 100',
    ko: '장바구니에 하나를 더 담을 때마다 요청이 커지는 바이트 수(대략), 예: 100',
  },
  answerPattern: /^\d+([.,]\d+)?$/,
  topology: { modes: ['jwt'], replicas: 3 },
  async experiment({ origin }, answer) {
    const alice = new Visitor(origin, 'jwt')
    await alice.logIn()
    const before = alice.credential.length
    for (let n = 0; n < items; n += 1) await alice.post('/cart', { item: `apple-${10 + n}` })
    const each = (alice.credential.length - before) / items
    return {
      isRight: Math.abs(numberIn(answer) - each) <= 2.5, // item names differ in length
      observed: {
        en: `with ${items} items in the cart, each request was ${each.toFixed(1)} bytes longer per item.`,
        ko: `장바구니에 ${items}가지를 담으니 요청이 한 가지마다 ${each.toFixed(1)}바이트씩 커졌습니다.`,
      },
      hint: {
        en: 'read how many bytes identify you, add ten items to the cart, read again, and divide the difference by ten.',
        ko: '내가 누구인지 알리는 바이트 수를 읽고, 열 가지를 담은 다음 다시 읽어서 차이를 10으로 나눠 보세요.',
      },
    }
  },
}
