/** A table of modes that fits a terminal: if too wide, it first narrows its gaps, then breaks the names of modes. */

import { stripVTControlCharacters } from 'node:util'
import { plainTable } from './plain-table.ts'

/** The minimum width of a terminal. */
const columns = 80

/** The first column has names, the second words, the others figures. */
export class FittingTable {
  readonly #head: readonly string[]
  readonly #rows: (readonly string[])[] = []

  constructor(head: readonly string[]) {
    this.#head = head
  }

  push(row: readonly string[]): void {
    this.#rows.push(row)
  }

  toString(): string {
    const wide = this.#rendered('  ')
    if (widthOf(wide) <= columns) return wide
    const close = this.#rendered(' ')
    const tooMuch = widthOf(close) - columns
    if (tooMuch <= 0) return close
    const longest = Math.max(...this.#rows.map(([name = '']) => name.length))
    return this.#rendered(' ', Math.max(1, longest - tooMuch))
  }

  #rendered(gap: string, nameWidth = Number.POSITIVE_INFINITY): string {
    const table = plainTable([...this.#head], gap)
    table.push(...this.#rows.map(([name = '', ...others]) => [brokenAt(nameWidth, name), ...others]))
    return table.toString()
  }
}

function widthOf(text: string): number {
  return Math.max(
    ...stripVTControlCharacters(text)
      .split('\n')
      .map(({ length }) => length),
  )
}

/** `memory-consistent-` above ` hash`. */
function brokenAt(width: number, name: string): string {
  if (name.length <= width) return name
  const hyphen = name.lastIndexOf('-', width - 1)
  const end = hyphen > 0 ? hyphen + 1 : width
  return `${name.slice(0, end)}\n${brokenAt(Math.max(2, width), ` ${name.slice(end)}`)}`
}
