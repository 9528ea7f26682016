/** Holds the two languages of the README against each other: what one tells to run, or shows, the other does as well. */

import { existsSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'

const [english, korean] = ['README.md', 'README.ko.md'].map((file) => readFileSync(file, 'utf8')) as [string, string]
const blocksOf = (text: string) => text.match(/^```.*?^```$|^ {4}\S[^\n]*$/gms) ?? []
const commandsOf = (text: string) => [...new Set(text.match(/(?<=`)(npx lab|npm|docker) [^`]*(?=`)/g))].sort()
const linksOf = (text: string) =>
  [...text.matchAll(/\]\(([^)#]+)\)/g)]
    .map(([, link]) => link as string)
    .filter((link) => !/^(README|workshop)/.test(link))

it('says the same in code in English and Korean', () => {
  expect(blocksOf(english).length).toBeGreaterThan(5)
  expect(blocksOf(korean)).toEqual(blocksOf(english))
})

it('names the same commands in running text', () => expect(commandsOf(korean)).toEqual(commandsOf(english)))

it('links to the same files, and to each other', () => {
  expect([...new Set(linksOf(korean))].sort()).toEqual([...new Set(linksOf(english))].sort())
  expect([...korean.matchAll(/\]\(([^)#]+)\)/g)].filter(([, link]) => !existsSync(link as string))).toEqual([])
  expect(english).toContain('[한국어](README.ko.md)')
  expect(korean).toContain('[English](README.md)')
})
