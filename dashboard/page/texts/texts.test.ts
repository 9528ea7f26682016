import { describe, expect, it } from 'vitest'
import { modeNames } from '../../../modes.ts'
import { en } from './en.ts'
import { languages, pickLanguage } from './texts.ts'

/** Every text by its path; functions are called with numbers. */
function textsOf(value: unknown, path = ''): [string, string][] {
  if (typeof value === 'string') return [[path, value]]
  if (typeof value === 'function') return [[path, value(3, 4) as string]]
  return Object.entries(value as object).flatMap(([name, inner]) => textsOf(inner, `${path}.${name}`))
}

describe('the texts of the page', () => {
  it.each(Object.entries(languages))('are complete in %s', (_language, texts) => {
    const paths = textsOf(texts)
    expect(paths.map(([path]) => path)).toEqual(textsOf(en).map(([path]) => path))
    expect(paths.filter(([, text]) => text.trim() === '' || text.includes('undefined'))).toEqual([])
  })

  it.each(Object.entries(languages))('name every built-in mode in %s', (_language, { modes }) => {
    expect(Object.keys(modes)).toEqual(modeNames())
  })

  it('are Korean in the Korean version', () => {
    const foreign = textsOf(languages.ko).filter(([, text]) => !/[가-힣]/.test(text))
    expect(foreign.map(([, text]) => text)).toEqual(['nginx', 'CPU 3%', '3 MB', '4 3', 'Redis'])
  })

  it('are shown in the first preferred language that exists', () => {
    expect(pickLanguage([null, 'ko-KR', 'en'])).toBe('ko')
    expect(pickLanguage(['fr', 'en-GB'])).toBe('en')
    expect(pickLanguage([undefined, 'constructor'])).toBe('en')
  })
})
