import { expect, it } from 'vitest'
import { readChapters } from '../chapter-file.ts'
import { exercises } from './registry.ts'

it.each(['en', 'ko'] as const)(
  'every chapter in %s names the check command of its exercise, and every exercise has a chapter',
  async (language) => {
    const chapters = await readChapters(language)
    const named = chapters.map(
      ({ parts }) => /npx lab workshop check (\d+) [A-Z]/.exec(JSON.stringify(parts.exercise))?.[1],
    )
    expect(named).toEqual(chapters.map(({ number }) => `${number}`))
    expect(Object.keys(exercises)).toEqual(named)
  },
)

it.each(Object.entries(exercises))(
  'exercise %s accepts its own example, and no empty answer',
  (_chapter, { question, answerPattern }) => {
    for (const text of Object.values(question)) {
      const [, example = ''] = /(?:such as|예:) (.+)$/.exec(text) ?? []
      if (/such as|예:/.test(text)) expect(example).toMatch(answerPattern)
      expect('').not.toMatch(answerPattern)
    }
  },
)
