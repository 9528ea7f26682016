/** Parses a chapter's Markdown file into data for the page. */
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { lexer, type Token, type Tokens } from 'marked'
import { parse } from 'yaml'
import { type Language, languages } from '../dashboard/page/texts/texts.ts'
import { chapterParts, parseObservation, parseStep } from '../dashboard/page/workshop/chapter-links.ts'
import type { Block, Chapter, ChapterPart, Inline } from '../dashboard/protocol/chapter.ts'

/** A chapter file is invalid. The message names the file and every problem. */
export class ChapterError extends Error {
  readonly code = 'ERR_CHAPTER'
}

/** Reads the chapters of a language in order; none where the folder does not exist. */
export async function readChapters(language: Language, folder = import.meta.dirname): Promise<readonly Chapter[]> {
  const files = await readdir(join(folder, language)).catch(() => [])
  const chapters = files
    .filter((file) => /^\d\d-[\w-]+\.md$/.test(file))
    .sort()
    .map(async (file) =>
      parseChapter(await readFile(join(folder, language, file), 'utf8'), language, `${language}/${file}`),
    )
  return Promise.all(chapters)
}

/**
 * Parses one chapter: front matter (`chapter`, `minutes`, and `answer`, the number of the right choice from 1), a title, and
 * the six parts in order, under their names in the language. The choices are the task list of the part `predict`.
 */
export function parseChapter(text: string, language: Language, file: string): Chapter {
  const problems: string[] = []
  const [, front = '', body = text] = /^---\n(.*?)\n---\n(.*)$/s.exec(text) ?? []
  const { chapter, minutes, answer } = (parse(front) ?? {}) as Record<string, unknown>
  const whole = (name: string, value: unknown): number => {
    if (Number.isInteger(value) && (value as number) > 0) return value as number
    problems.push(`${name}: expected a whole number in the front matter, got ${value}`)
    return 1
  }
  const tokens = lexer(body).filter(({ type }) => type !== 'space')
  const title = tokens[0]?.type === 'heading' && tokens[0].depth === 1 ? (tokens[0] as Tokens.Heading).text : ''
  if (title === '') problems.push('expected a title, # …, before everything else')
  const sections = sectionsOf(tokens.slice(1), language, problems)
  const tasks = sections.predict.filter(isTaskList).flatMap(({ items }) => items)
  const toBlocks = (part: readonly Token[]) =>
    part.filter((token) => !isTaskList(token)).flatMap((token) => blockOf(token, problems))
  const read: Chapter = {
    number: whole('chapter', chapter),
    title,
    minutes: whole('minutes', minutes),
    parts: byPart((part) => toBlocks(sections[part])),
    choices: tasks.map((item) => item.tokens.flatMap((token) => inlinesOf(token, problems))),
    answer: whole('answer', answer) - 1,
  }
  if (read.choices.length < 2) problems.push('expected a task list (- [ ] …) with at least two choices')
  else if (read.answer >= read.choices.length) problems.push(`answer: there are only ${read.choices.length} choices`)
  if (problems.length > 0) throw new ChapterError(`workshop/${file}: ${problems.join('; ')}`)
  return read
}

function byPart<T>(make: (part: ChapterPart) => T): Record<ChapterPart, T> {
  return Object.fromEntries(chapterParts.map((part) => [part, make(part)])) as Record<ChapterPart, T>
}

function sectionsOf(tokens: readonly Token[], language: Language, problems: string[]): Record<ChapterPart, Token[]> {
  const names = languages[language].workshop.parts
  const sections = byPart((): Token[] => [])
  const found: string[] = []
  let current: Token[] = []
  for (const token of tokens) {
    if (token.type === 'heading' && token.depth === 2) {
      found.push(token['text'] as string)
      const part = chapterParts.find((one) => names[one] === token['text'])
      current = part === undefined ? [] : sections[part]
    } else current.push(token)
  }
  const expected = chapterParts.map((part) => names[part])
  if (found.join() !== expected.join()) {
    problems.push(
      `expected the parts ${expected.map((name) => `## ${name}`).join(', ')}, got ${found.join(', ') || 'none'}`,
    )
  }
  return sections
}

function isTaskList(token: Token): token is Tokens.List {
  return token.type === 'list' && (token as Tokens.List).items.every(({ task }) => task)
}

function blockOf(token: Token, problems: string[]): Block[] {
  const inner = (tokens: readonly Token[] = []) => tokens.flatMap((one) => inlinesOf(one, problems))
  switch (token.type) {
    case 'space':
      return []
    case 'paragraph':
    case 'text':
      return [{ kind: 'paragraph', inlines: token.tokens ? inner(token.tokens) : inlinesOf(token, problems) }]
    case 'heading':
      return [{ kind: 'heading', level: token['depth'] as number, inlines: inner(token.tokens) }]
    case 'list': {
      const { ordered, items } = token as Tokens.List
      return [
        { kind: 'list', ordered, items: items.map((item) => item.tokens.flatMap((one) => blockOf(one, problems))) },
      ]
    }
    case 'blockquote':
      return [{ kind: 'quote', blocks: (token.tokens ?? []).flatMap((one) => blockOf(one, problems)) }]
    case 'code':
      return [{ kind: 'code', text: token['text'] as string, language: (token['lang'] as string | undefined) ?? '' }]
    case 'table': {
      const { header, rows } = token as Tokens.Table
      return [{ kind: 'table', rows: [header, ...rows].map((row) => row.map((cell) => inner(cell.tokens))) }]
    }
    default:
      problems.push(`the page cannot show ${JSON.stringify(token.raw.slice(0, 40))} (${token.type})`)
      return []
  }
}

function inlinesOf(token: Token, problems: string[]): Inline[] {
  const tokens = 'tokens' in token ? (token.tokens ?? []) : []
  const inner = () => tokens.flatMap((one) => inlinesOf(one, problems))
  switch (token.type) {
    case 'text':
    case 'escape':
    case 'paragraph':
      return tokens.length > 0 ? inner() : ['text' in token ? `${token['text']}` : '']
    case 'strong':
    case 'em':
      return [{ kind: token.type, inlines: inner() }]
    case 'codespan':
      return [{ kind: 'code', text: token['text'] as string }]
    case 'br':
      return [' ']
    case 'checkbox':
      return []
    case 'link':
      return [linkOf(token as Tokens.Link, inner(), problems)]
    default:
      problems.push(`the page cannot show ${JSON.stringify(token.raw.slice(0, 40))} (${token.type})`)
      return []
  }
}

function linkOf({ href }: Tokens.Link, inlines: Inline[], problems: string[]): Inline {
  const [, kind, target = ''] = /^#(do|see):(.*)$/.exec(href) ?? []
  if (kind === 'do') {
    if (!parseStep(target)) problems.push(`#do:${target}: the page cannot do this`)
    return { kind, inlines, target }
  }
  if (kind === 'see') {
    if (!parseObservation(target)) problems.push(`#see:${target}: the page cannot confirm this`)
    return { kind, inlines, target }
  }
  if (!/^(https?:|\.{0,2}\/|[\w-]+\.md)/.test(href)) problems.push(`${href}: not a link that the page can show`)
  return { kind: 'link', inlines, target: href }
}
