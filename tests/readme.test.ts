/** Holds the two languages of the README against each other: what one tells to run, or shows, the other does as well. */

import { existsSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'

const [english, korean] = ['README.md', 'README.ko.md'].map((file) => readFileSync(file, 'utf8')) as [string, string]
const codeBlock = /^```.*?^```$|^ {4}\S[^\n]*$/gms

const blocksOf = (text: string) => text.match(codeBlock) ?? []
/** The text without its code blocks, which would be read as spans, links or tables. */
const proseOf = (text: string) => text.replace(codeBlock, '```').replace(/^<!--.*-->\n/gm, '')
/** Commands, options, names and variables in running text; what stands for a name may be in either language. */
const spansOf = (text: string) =>
  [
    ...new Set([...proseOf(text).matchAll(/(?<!`)`([^`]+)`/g)].map(([, code]) => code?.replace(/<[^>]+>/g, '<>'))),
  ].sort()
const linksOf = (text: string) => [...proseOf(text).matchAll(/\]\(([^)]+)\)/g)].map(([, link]) => link as string)
const picturesOf = (text: string) => [...proseOf(text).matchAll(/^!\[[^\]]+\]\(([^)]+)\)$/gm)].map(([, file]) => file)
/** Where a link leads in the Korean text: to the Korean page where there is one in each language. */
const inKorean = (link: string) =>
  link.replace(/^README\.ko\.md$/, 'README.md').replace(/^workshop\/en\//, 'workshop/ko/')
/** What follows what: headings, paragraphs, pictures, code, tables and lists with as many rows and items. */
const shapeOf = (text: string) =>
  proseOf(text)
    .split(/\n{2,}/)
    .map((part) => {
      const items = part.match(/^(\||- |\d\. )/gm)
      return items ? `${items[0]}× ${items.length}` : (/^(#+ |!\[|```)/.exec(part)?.[0] ?? 'paragraph')
    })

it('says the same in code in English and Korean', () => {
  expect(blocksOf(english).length).toBeGreaterThan(5)
  expect(blocksOf(korean)).toEqual(blocksOf(english))
})

it('names the same commands, options and files in running text', () => {
  expect(spansOf(english).length).toBeGreaterThan(50)
  expect(spansOf(korean)).toEqual(spansOf(english))
})

it('shows the same pictures in the same order', () => {
  expect(picturesOf(english).length).toBeGreaterThan(0)
  expect(picturesOf(korean)).toEqual(picturesOf(english))
})

it('links as often to the same files, to the pages in its own language, and to each other', () => {
  expect(linksOf(korean).sort()).toEqual(linksOf(english).map(inKorean).sort())
  expect([...linksOf(english), ...linksOf(korean)].filter((link) => !existsSync(link))).toEqual([])
  expect(english).toContain('[한국어](README.ko.md)')
  expect(korean).toContain('[English](README.md)')
})

it('has the same sections, paragraphs and rows', () => expect(shapeOf(korean)).toEqual(shapeOf(english)))
