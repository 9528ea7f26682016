/** Chapter 10: for how long a copied token lets a thief in after the logout. */
import { setTimeout as sleep } from 'node:timers/promises'
import { type Exercise, numberIn } from './exercise.ts'
import { Visitor } from './visitor.ts'

/** As `lab workshop --token-ttl 6` has it: the live page gives tokens of jwt-refresh a third of that. */
const accessTtlSeconds = 2

export const theftAndLogout: Exercise = {
  asks: {
    en: 'for how many seconds at most a thief gets in after the logout, in jwt-refresh with --token-ttl 6, such as 10',
    ko: 'jwt-refresh 모드에 --token-ttl 6일 때, 로그아웃 뒤에 도둑이 들어올 수 있는 시간(최대 몇 초), 예: 10',
  },
  looksLike: /^\d+ ?s?$/,
  topology: { modes: ['jwt-refresh'], replicas: 3, tokenTtlSeconds: 6, accessTtlSeconds },
  async experiment({ origin }, answer) {
    const alice = new Visitor(origin, 'jwt-refresh')
    await alice.logIn()
    await alice.post('/logout') // the token that she had is what the thief has
    const startMs = performance.now()
    let lastMs = startMs
    for (let now = startMs; (await alice.ask()).status === 200; now = performance.now()) {
      lastMs = now
      await sleep(20)
    }
    const seconds = ((lastMs - startMs) / 1_000).toFixed(1)
    return {
      isRight: numberIn(answer) === accessTtlSeconds && Number(seconds) <= accessTtlSeconds,
      seen: {
        en: `the thief got in for ${seconds} s: the token's whole life is ${accessTtlSeconds} s, a third of --token-ttl.`,
        ko: `도둑은 ${seconds}초 동안 들어왔습니다. 토큰의 수명은 --token-ttl의 3분의 1인 ${accessTtlSeconds}초입니다.`,
      },
      hint: {
        en: 'the logout ends what Redis knows, the refresh token; read in the panel how long the other token lives.',
        ko: '로그아웃하면 Redis가 아는 리프레시 토큰이 폐기됩니다. 나머지 토큰의 수명이 얼마인지 읽어 보세요.',
      },
    }
  },
}
