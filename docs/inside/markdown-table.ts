/** Markdown of the reference pages: tables, code spans and links. */

import { existsSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..', '..')

export type Row = readonly string[]

/** A table; a cell without text shows a dash. */
export function table(headings: Row, rows: readonly Row[]): string {
  const line = (cells: Row) => `| ${cells.map(cellOf).join(' | ')} |`
  return [line(headings), `|${headings.map(() => '---').join('|')}|`, ...rows.map(line)].join('\n')
}

const cellOf = (text: string) => (text === '' ? '–' : text.replaceAll('|', '\\|').replaceAll('\n', ' '))

export const code = (text: string) => `\`${text}\``

/** Names as code spans: `a`, `b`. */
export const codes = (names: readonly string[]) => names.map(code).join(', ')

/** A name that links to its source file, seen from docs/reference; the bare name where there is no such file. */
export function linkTo(file: string, name: string): string {
  return existsSync(join(root, file)) ? `[${code(name)}](../../${file})` : code(name)
}

/** `sessionLivesIn` → `session lives in`. */
export function inWords(key: string): string {
  return key.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`).replace('redis', 'Redis')
}

/** A registry entry's value in a table. */
export function cellText(value: unknown): string {
  if (value === undefined || value === null || value === false) return ''
  if (value === true) return 'yes'
  if (Array.isArray(value)) return value.map(cellText).join(', ')
  if (typeof value === 'object') {
    return Object.entries(value)
      .map(([key, part]) => `${inWords(key)}: ${cellText(part)}`)
      .join('; ')
  }
  return String(value)
}

/** A summary as a sentence of its own. */
export function sentence(summary: string): string {
  return `${summary.charAt(0).toUpperCase()}${summary.slice(1)}.`
}
