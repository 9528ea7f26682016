/** Checks that every command in chapters and guides is run by a test. */

import { globSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { lexer, type Token, walkTokens } from 'marked'
import { describe, expect, it } from 'vitest'
import { modeNames } from '../modes.ts'
import { exercises } from './exercises/registry.ts'

/** Commands other than `check`: the test that runs each, and the text that proves it. */
const testedBy: Readonly<Record<string, readonly [file: string, as: string]>> = {
  'npx lab doctor': ['README.md', '\nnpx lab doctor '], // all of whose commands tests/readme.e2e.test.ts runs
  'npx lab workshop': ['dashboard/page/workshop/chapters.browser.test.ts', "startLab('workshop')"],
  'npx lab workshop --host 0.0.0.0': ['commands/up.e2e.test.ts', "'--host', '0.0.0.0'"],
}
/** Commands of the operating system. */
const systemCommands = ['ip address']

const check = /^npx lab workshop check (\d+) [A-Z]+([ ,][A-Z]+)*$/
const files = globSync('workshop/{en,ko}/*.md').sort()
const read = (file: string) => readFileSync(file, 'utf8')

/** Why a code span is not known to work; undefined where a test covers it. */
function problemOf(code: string, chapter: number | undefined): string | undefined {
  const graded = check.exec(code)?.[1]
  if (graded !== undefined) {
    if (chapter !== undefined && Number(graded) !== chapter) return `${code}: belongs to another chapter`
    return Object.hasOwn(exercises, graded) ? undefined : `${code}: no such exercise` // exercises.e2e.test.ts does each
  }
  if (Object.hasOwn(testedBy, code) || systemCommands.includes(code)) return undefined
  if (modeNames().includes(code as never)) return undefined
  if (/^--[a-z-]+$/.test(code))
    return read('commands/up.ts').includes(`'${code} `) ? undefined : `${code}: no such option`
  return `${code}: no test runs it`
}

describe.each(files)('%s', (file) => {
  const tokens: Token[] = []
  walkTokens(lexer(read(file)), (token) => void tokens.push(token))
  const textOf = (kind: 'code' | 'codespan') =>
    tokens.flatMap((token) => (token.type === kind ? [`${token.text}`] : []))

  it('has no code blocks, since no test would run them', () => expect(textOf('code')).toEqual([]))

  it('has only code spans that a test covers or that name something that exists', () => {
    const chapter = /^\d+/.exec(basename(file))?.[0]
    const codes = textOf('codespan')
    expect(codes.length).toBeGreaterThan(0)
    expect(codes.flatMap((code) => problemOf(code, chapter === undefined ? undefined : Number(chapter)) ?? [])).toEqual(
      [],
    )
  })
})

it('the listed tests do run these commands', () => {
  expect(Object.values(testedBy).filter(([file, as]) => !read(file).includes(as))).toEqual([])
})
