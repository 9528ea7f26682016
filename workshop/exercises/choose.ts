/** Chapter 11: a mode in which deployments and a Redis outage keep logins, and a logout ends stolen credentials. */
import type { Stack } from '../../stack/stack.ts'
import type { Exercise, LocalizedText } from './exercise.ts'
import { Visitor } from './visitor.ts'

const modes = ['basic', 'memory', 'sticky', 'cluster-sync', 'redis', 'jwt', 'jwt-denylist']

export const choose: Exercise = {
  question: {
    en: 'a mode in which logins survive every deployment, users do not notice that Redis is down, and a logout ends stolen credentials',
    ko: '배포를 해도 로그인이 남고, Redis가 꺼져도 사용자가 알아채지 못하고, 로그아웃하면 탈취된 자격 증명도 쓸 수 없는 모드',
  },
  answerPattern: new RegExp(`^(${modes.join('|')})$`),
  topology: { modes, replicas: 3 },
  async experiment(stack, mode) {
    const hint = await firstFailure(stack, mode)
    return {
      isRight: hint === undefined,
      observed: {
        en: `in mode ${mode} the login survived a restart of every replica and a Redis outage, and the logout ended it.`,
        ko: `${mode} 모드에서는 모든 레플리카를 재시작하고 Redis를 꺼도 로그인이 남았고, 로그아웃하자 끝났습니다.`,
      },
      hint: hint ?? { en: '', ko: '' },
    }
  },
}

/** The first requirement that the mode fails; undefined where it meets all. */
async function firstFailure({ origin, replicas, redis }: Stack, mode: string): Promise<LocalizedText | undefined> {
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
      en: `in mode ${mode}, some replica did not know alice while Redis was down.`,
      ko: `${mode} 모드에서는 Redis가 꺼진 동안 alice를 알아보지 못하는 레플리카가 있었습니다.`,
    }
  }
  await alice.post('/logout')
  if ((await alice.ask()).status === 200) {
    return {
      en: `in mode ${mode}, a copy of alice's credential was still accepted after her logout.`,
      ko: `${mode} 모드에서는 로그아웃한 뒤에도 alice의 자격 증명 복사본이 통했습니다.`,
    }
  }
  for (const replica of replicas) {
    await replica.stop()
    await replica.start()
  }
  if (!(await isKnown(bob))) {
    return {
      en: `in mode ${mode}, bob's login was lost after every replica was restarted once.`,
      ko: `${mode} 모드에서는 레플리카를 한 번씩 재시작하자 bob의 로그인이 사라졌습니다.`,
    }
  }
  return undefined
}
