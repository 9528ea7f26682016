/** Every page of the documentation can be reached, every link leads somewhere, and the README is short. */

import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { expect, it } from 'vitest'

const read = (page: string) => readFileSync(page, 'utf8')
const docs = globSync('docs/**/*.md')
const pages = ['README.md', 'README.ko.md', 'CONTRIBUTING.md', 'CHANGELOG.md', ...docs].sort()

interface Link {
  readonly page: string
  readonly file: string
  readonly anchor: string
}

/** Relative links of a page; the file is seen from the root, or the page itself where only an anchor is given. */
function linksOf(page: string): Link[] {
  const prose = read(page)
    .replaceAll(/^```.*?^```$/gms, '')
    .replaceAll(/`[^`\n]+`/g, (code) => code.replaceAll('](', ''))
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, link]) => link as string)
    .filter((link) => !/^[a-z]+:/.test(link))
    .map((link) => {
      const [path = '', anchor = ''] = link.split('#')
      return { page, file: path === '' ? page : normalize(join(dirname(page), path)), anchor }
    })
}

/** As GitHub makes them of headings, and those that a page names itself. */
function anchorsOf(page: string): string[] {
  const headings = [...read(page).matchAll(/^#+ (.+)$/gm)].map(([, heading]) => heading as string)
  const slugs = headings.map((heading) =>
    heading
      .replaceAll(/\[([^\]]+)\]\([^)]+\)/g, '$1')
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .trim()
      .replaceAll(' ', '-'),
  )
  return [...slugs, ...[...read(page).matchAll(/<a id="([^"]+)">/g)].map(([, id]) => id as string)]
}

const links = pages.flatMap(linksOf)
const written = ({ page, file, anchor }: Link) => `${page} → ${file}${anchor && `#${anchor}`}`

it('reads the links', () => expect(links.length).toBeGreaterThan(100))

it('every relative link leads to a file or a folder', () => {
  expect(links.filter(({ file }) => !existsSync(file)).map(written)).toEqual([])
})

it('every anchor is that of a heading', () => {
  const broken = links.filter(
    ({ file, anchor }) =>
      anchor !== '' && file.endsWith('.md') && existsSync(file) && !anchorsOf(file).includes(anchor),
  )
  expect(broken.map(written)).toEqual([])
})

it.each(['docs/README.md', 'docs/README.ko.md'])('%s leads to every page in its language', (index) => {
  const isKorean = index.endsWith('.ko.md')
  const targets = new Set(linksOf(index).map(({ file }) => file))
  const wanted = docs.filter((page) => (isKorean ? page.endsWith('.ko.md') : !page.endsWith('.ko.md')))
  expect(wanted.filter((page) => page !== index && !targets.has(page))).toEqual([])
})

it.each(['README.md', 'README.ko.md'])('%s has fewer than 160 lines', (page) => {
  expect(read(page).trimEnd().split('\n').length).toBeLessThan(160)
})
