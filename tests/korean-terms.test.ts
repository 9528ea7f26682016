/** Holds every Korean text against one glossary: the report, the live page, the workshop, the README and the docs use one term for a thing. */

import { globSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'

/** The term that is used, and other forms of it that are not. */
const glossary: readonly (readonly [term: string, other: RegExp])[] = [
  ['레플리카', /복제본|리플리카/],
  ['복사본', /(?<!복)사본/],
  ['자격 증명', /인증 정보|자격증명|크리덴셜/],
  ['세션 저장소', /세션 스토어/],
  ['세션 불일치', /세션 미스매치/],
  ['스티키 세션', /고정 세션/],
  ['로드 밸런서', /로드밸런서|부하 분산기/],
  ['라운드 로빈', /라운드로빈/],
  ['복제 지연', /복제 랙|복제 시차/],
  ['지연 시간', /지연시간|레이턴시/],
  ['CPU', /프로세서/],
  ['컴퓨터', /기계|(?<!가상 )머신/],
  ['접근 로그', /액세스 로그/],
  ['비밀번호', /패스워드|암호(?!화)/],
  ['아이디와 비밀번호', /이름과 비밀번호/],
  ['리프레시 토큰', /갱신 토큰/],
  ['거부 목록', /차단 목록|블랙리스트/],
  ['폐기 (of tokens)', /거둬들|무효화/],
  ['탈취', /도난|도둑맞|훔친/],
  ['글', /게시글|게시물|포스트/],
  ['장바구니', /카트/],
  ['모든 기기에서 로그아웃', /모든 기기 로그아웃|전체 로그아웃/],
  ['AOF(append-only file)', /추가 전용 파일/],
  ['재시작', /재기동|재부팅/],
  ['강제 종료', /강제종료/],
  ['판단 불가 (the verdict)', /'알 수 없음'/],
  ['응답 없음', /무응답/],
  ['주의할 점', /유의할 점|유의 사항/],
  ['진행자', /강사/],
  ['실습실', /랩(?!톱)/],
  ['상태 코드', /상태코드/],
  ['요청 n건', /(요청|응답) (약 )?(\d[\d,]*|\$\{\w+\})개/],
]

/** What follows an inserted value must suit whatever is inserted: 은 or 는 and the like hang on how it ends. */
const particle =
  /\$\{(?:[^{}]|\{[^{}]*\})*\}[)\]'"’”]*(?:은|는|이|가|을|를|과|와|으로|로|라|이라)(?![가-힣])|\((?:으|은|는|이|가|을|를|과|와)\)/

/** By the four places that a reader may read side by side. */
const places = {
  report: globSync('{analysis,dashboard}/**/*texts.ko.ts'),
  'live page': ['dashboard/page/texts/ko.ts'],
  workshop: [...globSync('workshop/ko/*.md'), ...globSync('workshop/exercises/*.ts'), 'commands/workshop-check.ts'],
  README: ['README.ko.md', ...globSync('docs/**/*.ko.md')],
}

const texts = Object.entries(places).flatMap(([place, files]) =>
  files.map((file) => ({ place, file, text: readFileSync(file, 'utf8') })),
)

/** Where it is found; a space in it may be the end of a line. */
function found(form: RegExp): string[] {
  const anywhere = new RegExp(form.source.replaceAll(' ', '\\s+'), 'g')
  return texts.flatMap(({ file, text }) =>
    [...text.matchAll(anywhere)].map(
      ({ 0: match, index }) => `${file}:${text.slice(0, index).split('\n').length}: ${match}`,
    ),
  )
}

it.each(Object.keys(places))('reads Korean in the %s', (name) => {
  const read = texts.flatMap(({ place, text }) => (place === name ? text.split('\n') : []))
  expect(read.filter((line) => /[가-힣]/.test(line)).length).toBeGreaterThan(100)
})

it.each(glossary)('says %s, and nothing else for it', (_term, other) => expect(found(other)).toEqual([]))

it('has no particle that is right after some values only', () => expect(found(particle)).toEqual([]))
