import { describe, expect, it } from 'vitest'
import { en } from './en.ts'
import { languages, pickLanguage } from './texts.ts'

/** Every text by its place, those that are made of something made of a number. */
function textsOf(value: unknown, place = ''): [string, string][] {
  if (typeof value === 'string') return [[place, value]]
  if (typeof value === 'function') return [[place, value(3, 4) as string]]
  return Object.entries(value as object).flatMap(([name, inner]) => textsOf(inner, `${place}.${name}`))
}

describe('the texts of the page', () => {
  it.each(Object.entries(languages))('say everything in %s', (_language, texts) => {
    const places = textsOf(texts)
    expect(places.map(([place]) => place)).toEqual(textsOf(en).map(([place]) => place))
    expect(places.filter(([, text]) => text.trim() === '' || text.includes('undefined'))).toEqual([])
  })

  it('are Korean where they say they are', () => {
    const foreign = textsOf(languages.ko).filter(([, text]) => !/[가-힣]/.test(text))
    expect(foreign.map(([, text]) => text)).toEqual(['nginx', 'CPU 3%', '3 MB', '4 3', 'Redis'])
  })

  it('begin in the first language that is wished for and there', () => {
    expect(pickLanguage([null, 'ko-KR', 'en'])).toBe('ko')
    expect(pickLanguage(['fr', 'en-GB'])).toBe('en')
    expect(pickLanguage([undefined, 'constructor'])).toBe('en')
  })
})
