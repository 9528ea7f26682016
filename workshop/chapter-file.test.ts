import { describe, expect, it } from 'vitest'
import { ChapterError, parseChapter } from './chapter-file.ts'

const chapter = `---
chapter: 5
minutes: 15
answer: 2
---
# Three servers

## Question

Why was *I* logged out? See \`/me\` and [the README](../../README.md).

## Predict

Of ten requests, how many are refused?

- [ ] None.
- [ ] All but the **first** few.

## Do

1. [Log in as alice](#do:login=alice).
2. [Ask ten times](#do:me=10).

## Observe

- [One is refused](#see:me=401).

## Explain

| replicas | lost |
|---|---|
| 3 | ⅔ |

## Exercise

\`\`\`sh
npx lab run
\`\`\`
`

const parse = (text: string) => parseChapter(text, 'en', 'en/05-three-servers.md')

describe('a chapter file', () => {
  it('is parsed into its parts, choices, steps and observations', () => {
    const { number, title, minutes, parts, choices, answer } = parse(chapter)
    expect({ number, title, minutes, answer }).toEqual({ number: 5, title: 'Three servers', minutes: 15, answer: 1 })
    expect(choices).toEqual([['None.'], ['All but the ', { kind: 'strong', inlines: ['first'] }, ' few.']])
    expect(parts.predict).toEqual([{ kind: 'paragraph', inlines: ['Of ten requests, how many are refused?'] }])
    expect(parts.do).toEqual([
      {
        kind: 'list',
        ordered: true,
        items: [
          [{ kind: 'paragraph', inlines: [{ kind: 'do', inlines: ['Log in as alice'], target: 'login=alice' }, '.'] }],
          [{ kind: 'paragraph', inlines: [{ kind: 'do', inlines: ['Ask ten times'], target: 'me=10' }, '.'] }],
        ],
      },
    ])
    expect(parts.observe[0]).toMatchObject({ items: [[{ inlines: [{ kind: 'see', target: 'me=401' }, '.'] }]] })
    expect(parts.explain).toEqual([
      {
        kind: 'table',
        rows: [
          [['replicas'], ['lost']],
          [['3'], ['⅔']],
        ],
      },
    ])
    expect(parts.exercise).toEqual([{ kind: 'code', text: 'npx lab run', language: 'sh' }])
  })

  it('needs the part names of its own language', () => {
    expect(() => parseChapter(chapter, 'ko', 'ko/05-three-servers.md')).toThrow(/expected the parts ## 질문, ## 예측/)
  })

  it.each([
    ['minutes: 15', 'minutes: soon', 'minutes: expected a whole number in the front matter, got soon'],
    ['answer: 2', 'answer: 3', 'answer: there are only 2 choices'],
    ['# Three servers', 'Three servers', 'expected a title, # …, before everything else'],
    ['## Observe', '## Watch', 'expected the parts ## Question, ## Predict, ## Do, ## Observe'],
    ['login=alice', 'login=mallory', '#do:login=mallory: the page cannot do this'],
    ['#see:me=401', '#see:wonders', '#see:wonders: the page cannot confirm this'],
    ['Why was', '<b>Why</b> was', 'the page cannot show "<b>" (html)'],
    ['../../README.md', 'javascript:alert(1)', 'javascript:alert(1): not a link that the page can show'],
  ])('with %j replaced by %j is rejected, with file and reason', (from, to, problem) => {
    expect(() => parse(chapter.replace(from, to))).toThrow(ChapterError)
    expect(() => parse(chapter.replace(from, to))).toThrow(`workshop/en/05-three-servers.md: `)
    expect(() => parse(chapter.replace(from, to))).toThrow(problem)
  })
})
