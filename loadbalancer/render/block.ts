/** How nginx text is put together: a named block around indented text, and rows in two columns. */

/**
 * Wraps text in `name { … }`, two spaces deeper.
 *
 * @param parts - directives or blocks, of one or more lines each; lines stay as they are aligned
 */
export function block(name: string, ...parts: readonly string[]): string {
  const body = parts
    .join('\n')
    .split('\n')
    .map((line) => (line === '' ? '' : `  ${line}`))
  return [`${name} {`, ...body, '}'].join('\n')
}

/** Makes `left  right;` of each pair, with the right sides below each other. */
export function alignRows(rows: readonly (readonly [left: string, right: string])[]): readonly string[] {
  const width = Math.max(...rows.map(([left]) => left.length))
  return rows.map(([left, right]) => `${left.padEnd(width)}  ${right};`)
}
