/** Chapter 8: who goes on without the store. */
import type { Exercise } from './exercise.ts'
import { Visitor } from './visitor.ts'

const modes = ['sticky', 'cluster-sync', 'redis', 'jwt', 'jwt-denylist']

export const sessionStore: Exercise = {
  asks: {
    en: `which of ${modes.join(', ')} still know who is logged in while Redis is off, such as redis,jwt`,
    ko: `${modes.join(', ')} 중에서 Redis가 꺼져도 로그인한 사람을 계속 알아보는 모드, 예: redis,jwt`,
  },
  looksLike: new RegExp(`^(${modes.join('|')})([ ,]+(${modes.join('|')}))*$`),
  topology: { modes, replicas: 3 },
  async experiment({ origin, redis }, answer) {
    const visitors = modes.map((mode) => ({ mode, alice: new Visitor(origin, mode) }))
    for (const { alice } of visitors) await alice.logIn()
    await redis?.kill()
    const statuses: (readonly [mode: string, status: number])[] = []
    for (const { mode, alice } of visitors) statuses.push([mode, (await alice.ask()).status])
    await redis?.start()
    const going = statuses.flatMap(([mode, status]) => (status === 200 ? [mode] : []))
    const found = statuses.map(([mode, status]) => `${mode} ${status}`).join(', ')
    return {
      isRight: answer.split(/[ ,]+/).sort().join() === [...going].sort().join(),
      seen: { en: `without Redis: ${found}.`, ko: `Redis 없이: ${found}.` },
      hint: {
        en: 'whoever asks Redis before each answer has nobody to ask now; read what the page says of each mode.',
        ko: '응답하기 전에 Redis에 묻는 모드는 이제 물을 곳이 없습니다. 모드마다 페이지의 설명을 읽어 보세요.',
      },
    }
  },
}
