/** Formats nginx text: a named block around indented lines, and rows in two columns. */

/**
 * Wraps text in `name { … }`, two spaces deeper.
 *
 * @param parts - directives or blocks, of one or more lines each; their own alignment is kept
 */
export function block(name: string, ...parts: readonly string[]): string {
  const body = parts
    .join('\n')
    .split('\n')
    .map((line) => (line === '' ? '' : `  ${line}`))
  return [`${name} {`, ...body, '}'].join('\n')
}

/** Renders each pair as `left  right;`, with the right sides aligned. */
export function alignRows(rows: readonly (readonly [left: string, right: string])[]): readonly string[] {
  const width = Math.max(...rows.map(([left]) => left.length))
  return rows.map(([left, right]) => `${left.padEnd(width)}  ${right};`)
}
