/** Holds the two languages of a page against each other: both have the same commands, pictures, links and rows. */

import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'

/** Pages that exist in both languages, by the name of the English one. */
const pages = globSync(['*.ko.md', 'docs/**/*.ko.md'])
  .map((file) => file.replace(/\.ko\.md$/, '.md'))
  .sort()
const codeBlock = /^```.*?^```$|^ {4}\S[^\n]*$/gms

const blocksOf = (text: string) => text.match(codeBlock) ?? []
/** The text without its code blocks, which would be read as spans, links or tables. */
const proseOf = (text: string) => text.replace(codeBlock, '```').replace(/^<!--.*-->\n/gm, '')
/** Commands, options, names and variables in running text; a placeholder may be in either language. */
const spansOf = (text: string) =>
  [
    ...new Set([...proseOf(text).matchAll(/(?<!`)`([^`]+)`/g)].map(([, code]) => code?.replace(/<[^>]+>/g, '<>'))),
  ].sort()
const linksOf = (text: string) => [...proseOf(text).matchAll(/\]\(([^)]+)\)/g)].map(([, link]) => link as string)
const picturesOf = (text: string) => [...proseOf(text).matchAll(/^!\[[^\]]+\]\(([^)]+)\)$/gm)].map(([, file]) => file)
/** Headings, paragraphs, pictures, code, tables and lists in order, with the number of rows and items. */
const shapeOf = (text: string) =>
  proseOf(text)
    .split(/\n{2,}/)
    .map((part) => {
      const items = part.match(/^(\||- |\d\. )/gm)
      return items ? `${items[0]}× ${items.length}` : (/^(#+ |!\[|```)/.exec(part)?.[0] ?? 'paragraph')
    })

it('reads the README and some of the docs', () => {
  expect(pages).toContain('README.md')
  expect(pages.length).toBeGreaterThan(4)
})

describe.each(pages)('%s', (page) => {
  const koreanPage = page.replace(/\.md$/, '.ko.md')
  const [english, korean] = [page, koreanPage].map((file) => readFileSync(file, 'utf8')) as [string, string]
  const name = page.slice(page.lastIndexOf('/') + 1)

  /** The target of a link in the Korean text: the Korean page where there is one. Anchors differ by language. */
  const inKorean = (link: string) => {
    const [file = ''] = link.split('#')
    if (file === name.replace(/\.md$/, '.ko.md')) return name
    const translated = file.replace(/\.md$/, '.ko.md').replace('workshop/en/', 'workshop/ko/')
    return existsSync(join(dirname(page), translated))
      ? translated
      : file.replace(/workshop\/en\/(?=.)/, 'workshop/ko/')
  }

  it('has the same code blocks', () => expect(blocksOf(korean)).toEqual(blocksOf(english)))

  it('names the same commands, options and files in running text', () =>
    expect(spansOf(korean)).toEqual(spansOf(english)))

  it('shows the same pictures in the same order', () => expect(picturesOf(korean)).toEqual(picturesOf(english)))

  it('links to the same files, to Korean pages where there are any, and to its other language', () => {
    const targets = linksOf(korean).map((link) => link.split('#')[0])
    expect(targets.sort()).toEqual(linksOf(english).map(inKorean).sort())
    expect(english).toContain(`[한국어](${name.replace(/\.md$/, '.ko.md')})`)
    expect(korean).toContain(`[English](${name})`)
  })

  it('has the same sections, paragraphs and rows', () => expect(shapeOf(korean)).toEqual(shapeOf(english)))
})
