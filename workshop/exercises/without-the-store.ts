/** Chapter 8: the modes that work without Redis. */
import type { Exercise } from './exercise.ts'
import { Visitor } from './visitor.ts'

const modes = ['sticky', 'cluster-sync', 'redis', 'jwt', 'jwt-denylist']

export const withoutTheStore: Exercise = {
  question: {
    en: `which of ${modes.join(', ')} still know who is logged in while Redis is down, such as redis,jwt`,
    ko: `${modes.join(', ')} 중에서 Redis가 꺼져도 로그인한 사람을 계속 알아보는 모드, 예: redis,jwt`,
  },
  answerPattern: new RegExp(`^(${modes.join('|')})([ ,]+(${modes.join('|')}))*$`),
  topology: { modes, replicas: 3 },
  async experiment({ origin, redis }, answer) {
    const visitors = modes.map((mode) => ({ mode, alice: new Visitor(origin, mode) }))
    for (const { alice } of visitors) await alice.logIn()
    await redis?.kill()
    const statuses: (readonly [mode: string, status: number])[] = []
    for (const { mode, alice } of visitors) statuses.push([mode, (await alice.ask()).status])
    await redis?.start()
    const working = statuses.flatMap(([mode, status]) => (status === 200 ? [mode] : []))
    const found = statuses.map(([mode, status]) => `${mode} ${status}`).join(', ')
    return {
      isRight: answer.split(/[ ,]+/).sort().join() === [...working].sort().join(),
      observed: { en: `without Redis: ${found}.`, ko: `Redis 없이: ${found}.` },
      hint: {
        en: 'a mode that queries Redis before each response cannot work now; read the description of each mode on the page.',
        ko: '응답하기 전에 Redis를 조회하는 모드는 이제 동작하지 못합니다. 페이지에서 모드마다 설명을 읽어 보세요.',
      },
    }
  },
}
