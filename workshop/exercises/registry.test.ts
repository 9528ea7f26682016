import { expect, it } from 'vitest'
import { readChapters } from '../chapter-file.ts'
import { exercises } from './registry.ts'

it.each(['en', 'ko'] as const)(
  'every chapter in %s says how its exercise is graded, and no other is',
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
  'exercise %s shows an answer that it would take, and takes no empty one',
  (_chapter, { asks, looksLike }) => {
    for (const text of Object.values(asks)) {
      const [, example = ''] = /(?:such as|예:) (.+)$/.exec(text) ?? []
      if (/such as|예:/.test(text)) expect(example).toMatch(looksLike)
      expect('').not.toMatch(looksLike)
    }
  },
)
