/** Chapter 11: a mode for a team that may not lose logins at deployments, nor to Redis, and wants logouts to be meant. */
import type { Stack } from '../../stack/stack.ts'
import type { Exercise, LocalizedText } from './exercise.ts'
import { Visitor } from './visitor.ts'

const modes = ['basic', 'memory', 'sticky', 'cluster-sync', 'redis', 'jwt', 'jwt-denylist']

export const choose: Exercise = {
  asks: {
    en: 'a mode in which a login outlives every deployment, nobody notices that Redis is off, and a logout ends stolen credentials',
    ko: '배포를 해도 로그인이 남고, Redis가 꺼져도 아무도 모르고, 로그아웃하면 탈취된 자격 증명도 끝나는 모드',
  },
  looksLike: new RegExp(`^(${modes.join('|')})$`),
  topology: { modes, replicas: 3 },
  async experiment(stack, mode) {
    const hint = await firstFault(stack, mode)
    return {
      isRight: hint === undefined,
      seen: {
        en: `${mode} kept the login while every replica was restarted and while Redis was off, and the logout ended it.`,
        ko: `${mode} 모드에서는 모든 레플리카를 재시작하고 Redis를 꺼도 로그인이 남았고, 로그아웃하자 끝났습니다.`,
      },
      hint: hint ?? { en: '', ko: '' },
    }
  },
}

/** What the team would not put up with; undefined where there is nothing. */
async function firstFault({ origin, replicas, redis }: Stack, mode: string): Promise<LocalizedText | undefined> {
  const alice = new Visitor(origin, mode)
  const bob = new Visitor(origin, mode, 'bob')
  await alice.logIn()
  await bob.logIn()
  const isKnown = async (visitor: Visitor) => {
    for (let n = 0; n < replicas.length; n += 1) if ((await visitor.ask()).status !== 200) return false
    return true
  }
  await redis?.kill()
  const withoutRedis = await isKnown(alice)
  await redis?.start()
  if (!withoutRedis) {
    return {
      en: `${mode} did not know alice on every replica while Redis was off.`,
      ko: `${mode} 모드에서는 Redis가 꺼진 동안 alice를 알아보지 못하는 레플리카가 있었습니다.`,
    }
  }
  await alice.post('/logout')
  if ((await alice.ask()).status === 200) {
    return {
      en: `${mode} let in a copy of alice's credential after her logout.`,
      ko: `${mode} 모드에서는 로그아웃한 뒤에도 alice의 자격 증명 복사본이 통했습니다.`,
    }
  }
  for (const replica of replicas) {
    await replica.stop()
    await replica.start()
  }
  if (!(await isKnown(bob))) {
    return {
      en: `${mode} had forgotten bob when every replica had been restarted once.`,
      ko: `${mode} 모드에서는 레플리카를 한 번씩 재시작하자 bob을 잊었습니다.`,
    }
  }
  return undefined
}
