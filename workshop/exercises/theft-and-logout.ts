/** Chapter 10: how long a copied token is accepted after the logout. */
import { setTimeout as sleep } from 'node:timers/promises'
import { type Exercise, numberIn } from './exercise.ts'
import { Visitor } from './visitor.ts'

/** The lifetime with `lab workshop --token-ttl 6`: in jwt-refresh, the live page uses a third of it. */
const accessTtlSeconds = 2

export const theftAndLogout: Exercise = {
  question: {
    en: 'for how many seconds at most an attacker can use a copied token after the logout, in jwt-refresh with --token-ttl 6, such as 10',
    ko: 'jwt-refresh 모드에 --token-ttl 6일 때, 로그아웃 뒤에 공격자가 복사한 토큰을 쓸 수 있는 시간(최대 몇 초), 예: 10',
  },
  answerPattern: /^\d+ ?s?$/,
  topology: { modes: ['jwt-refresh'], replicas: 3, tokenTtlSeconds: 6, accessTtlSeconds },
  async experiment({ origin }, answer) {
    const alice = new Visitor(origin, 'jwt-refresh')
    await alice.logIn()
    await alice.post('/logout') // alice still sends the old token, as the attacker would
    const startMs = performance.now()
    let lastMs = startMs
    for (let now = startMs; (await alice.ask()).status === 200; now = performance.now()) {
      lastMs = now
      await sleep(20)
    }
    const seconds = ((lastMs - startMs) / 1_000).toFixed(1)
    return {
      isRight: numberIn(answer) === accessTtlSeconds && Number(seconds) <= accessTtlSeconds,
      observed: {
        en: `the copied token was accepted for ${seconds} s: its lifetime is ${accessTtlSeconds} s, a third of --token-ttl.`,
        ko: `복사한 토큰은 ${seconds}초 동안 통했습니다. 토큰의 수명은 --token-ttl의 3분의 1인 ${accessTtlSeconds}초입니다.`,
      },
      hint: {
        en: 'the logout revokes the refresh token in Redis; read in the panel how long the other token is valid.',
        ko: '로그아웃하면 Redis에 있는 리프레시 토큰이 폐기됩니다. 나머지 토큰의 수명이 얼마인지 읽어 보세요.',
      },
    }
  },
}
